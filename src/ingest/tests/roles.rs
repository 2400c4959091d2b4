//! Layouts of role assignments and eligibilities beyond the usual ones.

use super::super::ledger::Family;
use super::{codes, read_one, unused};

const P: &str = "11111111-1111-1111-1111-111111111111";

#[test]
fn azgovviz_describes_scopes_in_words() {
    let head = "Level;RoleAssignmentId;RoleAssignmentPIMRelated;MgId;SubscriptionId;Scope;RoleClear;RoleId;ObjectDisplayName;ObjectSignInName;ObjectId;ObjectType";
    let text = format!(
        "{head}\n0;/providers/Microsoft.Authorization/roleAssignments/a;False;m;;inherited Tenant;Owner;8e3;Ann;ann@c.de;p;User Member\n\
         1;;True;m;{P};this Sub;Reader;acd;app;;q;SP App INT \n2;;True;m;;inherited mg-1;Reader;acd;;;r;Group \n3;;True;m;;this Sub RG;Reader;acd;;;r;Group \n"
    );
    let (lines, input) = read_one(text);
    assert_eq!(
        lines,
        [
            "0:1 assignment / role=8e3/Owner who=p/User/Some(\"Ann\")/Some(\"ann@c.de\") ".to_owned(),
            format!("0:2 eligible /subscriptions/{P} role=acd/Reader who=q/ServicePrincipal/Some(\"app\")/Some(\"\") "),
            "0:3 eligible /providers/Microsoft.Management/managementGroups/mg-1 role=acd/Reader who=r/Group/Some(\"\")/Some(\"\") ".to_owned(),
            "0:4 eligible named `this Sub RG` () role=acd/Reader who=r/Group/Some(\"\")/Some(\"\") ".to_owned(),
        ]
    );
    assert_eq!(
        (input.family, input.layout.name()),
        (Family::RoleAssignments, "azgovviz-role-assignments")
    );
}

#[test]
fn eligibilities_are_known_in_every_layout() {
    let azgovviz = "Scope,ScopeId,Role,RoleIdGuid,IdentityObjectId,IdentityDisplayName,IdentitySignInName,IdentityType,PIMEligibilityId,PIMEligibility\n\
        Sub,/subscriptions/s,Owner,8e3,p,Ann,ann@c.de,User,e1,direct\n";
    let cmdlet = "Name,Id,Type,Scope,RoleDefinitionId,PrincipalId,PrincipalType,Status,MemberType,RoleDefinitionDisplayName,PrincipalDisplayName,PrincipalEmail\n\
        e1,/subscriptions/s/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/e1,x/y,/subscriptions/s,8e3,p,User,Provisioned,Direct,Owner,Ann,ann@c.de\n";
    for (text, layout) in [(azgovviz, "azgovviz-pim"), (cmdlet, "get-az-role-eligibility")] {
        let (lines, input) = read_one(text);
        assert_eq!(
            lines,
            ["0:1 eligible /subscriptions/s role=8e3/Owner who=p/User/Some(\"Ann\")/Some(\"ann@c.de\") "]
        );
        assert_eq!((input.family, input.layout.name()), (Family::RoleEligibility, layout));
    }
    let rest = r#"{"value":[{"properties":{"scope":"providers/Microsoft.Subscription/subscriptions/s","roleDefinitionId":"8e3","principalId":"p","principalType":"User","expandedProperties":{"roleDefinition":{"displayName":"Owner"},"principal":{"displayName":"Ann","email":"ann@c.de","type":"User"}}},"name":"e1","id":"/subscriptions/s/providers/Microsoft.Authorization/RoleEligibilityScheduleInstances/e1","type":"Microsoft.Authorization/RoleEligibilityScheduleInstances"}]}"#;
    let (lines, input) = read_one(rest);
    assert_eq!(
        lines,
        ["0:1 eligible /subscriptions/s role=8e3/Owner who=p/User/Some(\"Ann\")/Some(\"ann@c.de\") "]
    );
    assert_eq!(input.family, Family::RoleEligibility);
}

#[test]
fn the_portal_of_pim_names_scopes_only() {
    let text = "Assignment State,User Group Name,Role Name,Resource Name,Resource Type,Email,PrincipalName,Member Type\nEligible,Ann,Owner,Prod,Subscription,ann@c.de,ann@c.de,Direct\n";
    let (lines, input) = read_one(text);
    assert_eq!(
        lines,
        ["0:1 eligible named `Prod` (Subscription) role=/Owner who=/User/Some(\"Ann\")/Some(\"ann@c.de\") "]
    );
    assert_eq!(
        (input.family, input.layout.name()),
        (Family::RoleEligibility, "pim-portal")
    );
}

#[test]
fn schedules_tell_whether_an_assignment_ends() {
    let instance = |kind: &str, end: &str| {
        format!(
            r#"{{"value":[{{"id":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignmentScheduleInstances/i","name":"i","type":"Microsoft.Authorization/roleAssignmentScheduleInstances","properties":{{"scope":"/subscriptions/s","roleDefinitionId":"8e3","principalId":"p","principalType":"User","assignmentType":"{kind}","endDateTime":{end},"memberType":"Direct","status":"Provisioned"}}}}]}}"#
        )
    };
    let portal = |state: &str, end: &str| {
        format!(
            "Assignment State,User Group Name,Role Name,Resource Name,Resource Type,Email,Member Type,Assignment Start Time (UTC),Assignment End Time (UTC)\n{state},Ann,Owner,Prod,Subscription,ann@c.de,Direct,2026-01-01,{end}\n"
        )
    };
    for (text, told) in [
        (instance("Assigned", "null"), "permanent"),
        (instance("Assigned", "\"2026-12-31T00:00:00Z\""), "ends"),
        (instance("Activated", "\"2026-01-01T08:00:00Z\""), "ends"),
        (portal("Active", "Permanent"), "permanent"),
        (portal("Active", ""), "permanent"),
        (portal("Active", "2026-12-31 00:00"), "ends"),
    ] {
        let (lines, input) = read_one(&text);
        assert!(
            lines[0].starts_with("0:1 assignment ") && lines[0].ends_with(told),
            "{text}: {lines:?}"
        );
        assert_eq!(input.records, 1);
    }
}

#[test]
fn home_made_tables_and_old_az_are_read_too() {
    let own = format!(
        "SubscriptionName,SubscriptionID,UserName,UserPrincipalName,Role,AssignmentType\nProd,{P},Ann,ann@c.de,Owner,PIM Eligible\nProd,{P},Bob,bob@c.de,Owner,Permanent\n"
    );
    assert_eq!(
        read_one(own).0,
        [
            format!("0:1 eligible /subscriptions/{P} role=/Owner who=/User/Some(\"Ann\")/Some(\"ann@c.de\") "),
            format!("0:2 assignment /subscriptions/{P} role=/Owner who=/User/Some(\"Bob\")/Some(\"bob@c.de\") "),
        ]
    );
    let oldest = r#"[{"id":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r","name":"r","type":"Microsoft.Authorization/roleAssignments","properties":{"additionalProperties":{},"principalId":"p","principalName":"ann@c.de","roleDefinitionId":"d","roleDefinitionName":"Owner","scope":"/subscriptions/s"}}]"#;
    assert_eq!(
        read_one(oldest).0,
        ["0:1 assignment /subscriptions/s role=d/Owner who=p//None/Some(\"ann@c.de\") "]
    );
    let classic = r#"[{"id":"/subscriptions/s/providers/microsoft.authorization/classicadministrators/c","type":"microsoft.authorization/classicadministrators","properties":{"emailAddress":"ann@c.de","role":"ServiceAdministrator"}}]"#;
    let (rows, input) = read_one(classic);
    assert!(rows.is_empty());
    assert_eq!(codes(&input), ["classic-administrators"]);
    let select =
        "DisplayName,SignInName,RoleDefinitionName,Scope,ObjectType\nAnn,ann@c.de,Owner,/subscriptions/s,User\n";
    assert_eq!(
        read_one(select).0,
        ["0:1 assignment /subscriptions/s role=/Owner who=/User/Some(\"Ann\")/Some(\"ann@c.de\") "]
    );
}

#[test]
fn role_definitions_keep_their_actions() {
    let az = r#"[{"assignableScopes":["/"],"id":"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/d","name":"d","permissions":[{"actions":["a/read"],"dataActions":[],"notActions":[],"notDataActions":[]}],"roleName":"Mine","roleType":"CustomRole","type":"Microsoft.Authorization/roleDefinitions"}]"#;
    assert_eq!(
        read_one(az).0,
        ["definition /subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/d Mine true [\"a/read\"]"]
    );
    let powershell = r#"[{"Name":"Mine","Id":"d","IsCustom":true,"Description":"","Actions":["a/read"],"NotActions":[],"DataActions":[],"NotDataActions":[],"AssignableScopes":["/"]}]"#;
    assert_eq!(read_one(powershell).0, ["definition d Mine true [\"a/read\"]"]);
}

#[test]
fn a_role_of_which_a_list_was_cut_is_not_taken_for_one_that_permits_nothing() {
    let role = |permissions: &str| {
        format!(
            r#"[{{"id":"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/d","name":"d","permissions":{permissions},"roleName":"Mine","roleType":"CustomRole","type":"Microsoft.Authorization/roleDefinitions"}}]"#
        )
    };
    for cut in [
        r#"["@{actions=System.Object[]; notActions=System.Object[]}"]"#,
        r#"[{"actions":"System.Object[]","notActions":[]}]"#,
        r#"[{"actions":["*"],"notActions":"System.Object[]"}]"#,
        r#"[{"actions":["a/read"]},{"actions":7}]"#,
    ] {
        let (lines, input) = read_one(role(cut));
        assert_eq!(
            (lines.len(), codes(&input), unused(&input)),
            (0, vec!["incomplete-row"], vec![("no-actions", 1)]),
            "{cut}"
        );
    }
    for (told, actions) in [
        (
            r#"[{"actions":"a/read b/*","notActions":null}]"#,
            r#"["a/read", "b/*"]"#,
        ),
        ("[]", "[]"),
    ] {
        let (lines, _) = read_one(role(told));
        assert!(
            lines[0].ends_with(&format!("d Mine true {actions}")),
            "{told}: {lines:?}"
        );
    }
}

#[test]
fn blank_names_tell_that_the_exporter_could_not_read_them() {
    let line = "/subscriptions/s,,,Owner,p,Unknown\n".repeat(20);
    let (_, input) = read_one(format!(
        "Scope,DisplayName,SignInName,RoleDefinitionName,ObjectId,ObjectType\n{line}"
    ));
    assert_eq!(codes(&input), ["blank-names"]);
}
