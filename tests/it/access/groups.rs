//! Grants that are held through groups.

use serde_json::json;

use crate::access::tenant::*;

/// A model whose identity is in a group that owns the subscription.
fn owned_by_group() -> Tenant {
    Tenant::default()
        .closed_model("oai-one", 1)
        .closed_store(&store("stone"))
        .grant(&identity(7), READER, &subscription(PROD))
        .grant_with(GROUP, "Group", OWNER, &subscription(PROD), json!({}))
}

#[test]
fn a_member_of_a_group_holds_what_the_group_holds_and_the_membership_proves_it() {
    let report = owned_by_group()
        .members(GROUP, &[("servicePrincipal", &identity(1))])
        .report();
    assert_eq!(report.outcome("IDN-05", &identity(1)), "fail");
    let finding = report.0["findings"].as_array().unwrap().iter();
    let mut finding = finding.filter(|finding| finding["control"] == "IDN-05");
    let evidence = finding.next().unwrap()["evidence"].as_array().unwrap().clone();
    assert!(
        evidence[0]["what"].as_str().unwrap().contains("holds Owner"),
        "{evidence:?}"
    );
    let membership = &evidence[1];
    assert_eq!(membership["file"], format!("group-members/{GROUP}.json"));
    assert!(
        membership["what"].as_str().unwrap().contains("oai-one is a member of"),
        "{membership}"
    );
    let path = report.paths("From a planted sentence")[0].clone();
    let hops: Vec<&str> = path["hops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hop| hop["via"].as_str().unwrap())
        .collect();
    assert_eq!(hops, ["", "prompt", "runs as", "member of", "role"]);
    assert!(path["cut"]["text"].as_str().unwrap().contains("the group"), "{path}");
}

#[test]
fn whoever_is_in_a_group_of_a_group_is_in_both() {
    let report = owned_by_group()
        .members(GROUP, &[("group", INNER)])
        .members(INNER, &[("servicePrincipal", &identity(1)), ("group", GROUP)])
        .report();
    assert_eq!(report.outcome("IDN-05", &identity(1)), "fail");
}

#[test]
fn who_is_not_in_a_group_passes_at_full_confidence_only_where_all_members_are_told() {
    let told = owned_by_group().members(GROUP, &[("user", ANNA)]).report();
    assert_eq!(told.outcome("IDN-05", &identity(1)), "pass");
    assert_eq!(told.grade("IDN-05", &identity(1)), "A");
    let empty = owned_by_group().members(GROUP, &[]).report();
    assert_eq!(empty.grade("IDN-05", &identity(1)), "A");

    let unknown = owned_by_group().report();
    assert_eq!(unknown.outcome("IDN-05", &identity(1)), "pass");
    assert_eq!(unknown.grade("IDN-05", &identity(1)), "B");
    let nested = owned_by_group()
        .members(GROUP, &[("user", ANNA), ("group", INNER)])
        .report();
    assert_eq!(nested.grade("IDN-05", &identity(1)), "B", "the inner group is not told");
    let page = json!({ "value": [{ "@odata.type": "#microsoft.graph.user", "id": ANNA, "displayName": "Anna" }],
        "@odata.nextLink": format!("https://graph.microsoft.com/v1.0/groups/{GROUP}/members?$skiptoken=x") });
    let cut = owned_by_group().file("members-page.json", page).report();
    assert_eq!(cut.grade("IDN-05", &identity(1)), "B", "there is a next page");
}

#[test]
fn every_layout_of_members_says_the_same() {
    let object = json!({ "@odata.type": "#microsoft.graph.servicePrincipal", "id": identity(1), "displayName": "oai-one",
        "appId": "cccccccc-0000-4000-8000-000000000001" });
    let context = format!("https://graph.microsoft.com/v1.0/$metadata#groups('{GROUP}')/members");
    let csv = format!(
        "GroupObjectId,GroupDisplayName,MemberObjectId,MemberType\n{GROUP},grp,{},ServicePrincipal\n",
        identity(1)
    );
    let mg = json!([{ "Id": identity(1), "DeletedDateTime": null,
        "AdditionalProperties": { "@odata.type": "#microsoft.graph.servicePrincipal", "displayName": "oai-one" } }]);
    let mg_csv = format!(
        "\"Id\",\"DeletedDateTime\",\"AdditionalProperties\"\n\"{}\",,\"System.Collections.Generic.Dictionary\"\n",
        identity(1)
    );
    let layouts = [
        owned_by_group().file(&format!("groups/{GROUP}/members.json"), json!([object])),
        owned_by_group().file(&format!("group_members/{}.json", GROUP.to_uppercase()), json!([object])),
        owned_by_group().file("any.json", json!({ "@odata.context": context, "value": [object] })),
        owned_by_group().file("any.json", json!([{ "groupId": GROUP, "members": [object] }])),
        owned_by_group().file("any.json", json!([{ "groupId": GROUP, "members": [identity(1)] }])),
        owned_by_group().file(
            "any.json",
            json!({ "value": [{ "id": GROUP, "displayName": "grp", "members": [object] }] }),
        ),
        owned_by_group().file(&format!("members/{GROUP}.json"), mg),
        owned_by_group().text("any.csv", &csv),
        owned_by_group().text(&format!("group-{GROUP}.csv"), &mg_csv),
    ];
    for (number, tenant) in layouts.iter().enumerate() {
        let report = tenant.report();
        assert_eq!(report.outcome("IDN-05", &identity(1)), "fail", "layout {number}");
        let inputs = report.0["inputs"].as_array().unwrap().iter();
        let mut members = inputs.filter(|input| input["family"] == "supplement");
        let input = members
            .next()
            .unwrap_or_else(|| panic!("layout {number} is no supplement"));
        assert_eq!(
            (&input["records"], &input["used"]),
            (&json!(1), &json!(1)),
            "layout {number}"
        );
    }
}

#[test]
fn members_of_nobody_knows_which_group_are_counted_and_told() {
    let object = json!({ "@odata.type": "#microsoft.graph.user", "id": ANNA, "displayName": "Anna" });
    let report = owned_by_group().file("list.json", json!([object])).report();
    let input = report.input("list.json");
    assert_eq!((&input["records"], &input["used"]), (&json!(1), &json!(0)));
    assert_eq!(input["problems"][0]["code"], "no-group");
}

#[test]
fn owners_in_a_group_are_counted_and_a_group_nobody_knows_never_makes_up_the_number() {
    let owners = Tenant::default()
        .closed_model("oai-one", 1)
        .grant_with(ANNA, "User", OWNER, &subscription(PROD), json!({}))
        .grant_with(GROUP, "Group", OWNER, &subscription(PROD), json!({}));
    let (outcome, reason) = owners.report().finding("IDN-10", &subscription(PROD));
    assert_eq!(outcome, "unknown", "{reason}");
    assert!(reason.contains("no export tells who is in it"), "{reason}");
    let (eight, nine) = (identity(8), identity(9));
    let three = [("user", ANNA), ("user", &*eight), ("user", &*nine)];
    let outcome = |members: &[(&str, &str)]| {
        let told = owners.clone().members(GROUP, members);
        told.report().outcome("IDN-10", &subscription(PROD))
    };
    assert_eq!(outcome(&three), "pass");
    assert_eq!(outcome(&[&three[..], &[("user", &identity(6))]].concat()), "fail");
}

#[test]
fn a_guest_in_a_group_is_a_guest() {
    let tenant = owned_by_group().file(
        "any.json",
        json!([{ "groupId": GROUP, "members": [{ "@odata.type": "#microsoft.graph.user", "id": ANNA,
            "displayName": "Vera", "userPrincipalName": "vera_fabrikam.com#EXT#@contoso.com" }] }]),
    );
    let (outcome, reason) = tenant.report().finding("IDN-12", &subscription(PROD));
    assert_eq!(outcome, "fail", "{reason}");
    assert!(reason.contains("Vera"), "{reason}");
}

#[test]
fn people_of_a_listed_group_may_call_the_model_and_those_of_others_may_not() {
    const OPENAI_USER: &str = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
    let tenant = Tenant::default()
        .closed_model("oai-one", 1)
        .grant_with(
            GROUP,
            "Group",
            OPENAI_USER,
            &model("oai-one"),
            json!({ "principalName": "grp-testers" }),
        )
        .grant(&identity(7), READER, &subscription(PROD))
        .members(GROUP, &[("user", ANNA)]);
    assert_eq!(tenant.report().outcome("IDN-15", &model("oai-one")), "fail");
    let listed = tenant.said("[profile]\ninferenceGroups = [\"grp-testers\"]\n");
    assert_eq!(listed.report().outcome("IDN-15", &model("oai-one")), "pass");
}
