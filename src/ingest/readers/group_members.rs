//! Members of groups from directory exports: rows that name group and member, groups that list their members, and lists of
//! members of one group, which the file's path or envelope names (`az ad group member list`, Graph `members` and
//! `transitiveMembers`, `Get-MgGroupMember`). Schedules of Privileged Identity Management for groups
//! (`privilegedAccess/group/eligibilityScheduleInstances`) name who may become a member.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::context::Desk;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::row::cells::{Cell, Fields};
use crate::ingest::row::types::{GroupMember, GroupMembersRow, Membership, Taken};
use crate::ingest::row::unused::UnusedReason;
use crate::value::guid::is_guid;

const GROUP: [&str; 5] = ["GroupObjectId", "GroupId", "group_id", "groupOid", "ParentGroupId"];
const GROUP_NAME: [&str; 4] = ["GroupDisplayName", "GroupName", "group_name", "Group"];
const MEMBER: [&str; 4] = ["MemberObjectId", "MemberId", "member_id", "memberOid"];
const MEMBER_NAME: [&str; 3] = ["MemberDisplayName", "MemberName", "member_name"];
const MEMBER_SIGN_IN: [&str; 4] = [
    "MemberUserPrincipalName",
    "MemberSignInName",
    "MemberUPN",
    "MemberAppId",
];
const MEMBER_KIND: [&str; 4] = ["MemberObjectType", "MemberType", "member_type", "MemberOdataType"];
const LIST: &str = "members";
const ODATA_TYPE: &str = "@odata.type";
const SIGN_IN: [&str; 2] = ["userPrincipalName", "appId"];
const MAIL: [&str; 1] = ["mail"];
/// Whether a user is a guest, as Microsoft Graph says.
const USER_TYPE: [&str; 1] = ["userType"];

/// Of schedules of Privileged Identity Management: whether they are about members or owners of the group, and of whom.
const ACCESS: &str = "accessId";
const HOLDER: [&str; 1] = ["principalId"];
/// Column that only memberships in force have.
const ASSIGNMENT_TYPE: &str = "assignmentType";
/// States of a schedule that has ended.
const ENDED: [&str; 4] = ["Revoked", "Canceled", "Denied", "Failed"];

/// Whether a table or object with these members tells of members of groups, by the test `has`.
pub fn knows(has: impl Fn(&str) -> bool) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let pair = any(&GROUP) && (any(&MEMBER) || has(LIST) || (has(ACCESS) && any(&HOLDER)));
    let expanded = has("id") && has(LIST) && (has("displayName") || has("securityEnabled") || has("groupTypes"));
    let object = has("id")
        && (has(ODATA_TYPE)
            || has("AdditionalProperties")
            || (has("displayName")
                && ["userPrincipalName", "securityEnabled", "appId"]
                    .iter()
                    .any(|name| has(name))));
    pair || expanded || object
}

/// The group that a file's path names, lower-case; empty where it names none: the last GUID of a path that speaks of groups
/// or members, or a GUID that is all of the file's name.
pub fn group_of_path(path: &str) -> String {
    let folded = path.to_ascii_lowercase();
    let name = folded.rsplit('/').next().unwrap_or_default();
    let is_named = name.split_once('.').is_some_and(|(stem, _)| is_guid(stem));
    if !is_named && !folded.contains("group") && !folded.contains("member") {
        return String::new();
    }
    last_guid(&folded).unwrap_or_default().to_owned()
}

/// The group that a member of an envelope names, lower-case.
pub fn group_of_member(key: &str, value: &str) -> Option<String> {
    let folded = value.trim_matches('"').to_ascii_lowercase();
    if GROUP.iter().any(|name| key.eq_ignore_ascii_case(name)) {
        return last_guid(&folded).map(str::to_owned);
    }
    let is_address = ["@odata.context", "@odata.nextlink"]
        .iter()
        .any(|name| key.eq_ignore_ascii_case(name));
    let (_, rest) = folded.split_once("groups").filter(|_| is_address)?;
    let id = rest.get(1..)?.trim_start_matches('\'').get(..GUID)?;
    is_guid(id).then(|| id.to_owned())
}

/// Reads a row.
pub fn read(desk: &mut Desk<'_, '_>, row: Fields<'_>) -> Taken {
    let listed = listed(&row);
    let named = row.text(&GROUP);
    if row.has(ACCESS) && row.has(HOLDER[0]) {
        return scheduled(desk, &row, named);
    }
    let (group, group_name, members) = match (listed, row.text(&MEMBER)) {
        (Some(members), _) => {
            let group = if named.is_empty() { row.text(&["id"]) } else { named };
            let mut name = row.text(&GROUP_NAME);
            if name.is_empty() {
                name = row.text(&["displayName"]);
            }
            (group, name, members)
        }
        (None, id) if !id.is_empty() => {
            let member = GroupMember {
                id,
                kind: kind(row.text(&MEMBER_KIND)),
                name: row.text(&MEMBER_NAME),
                sign_in: row.text(&MEMBER_SIGN_IN),
                sign_in_is_mail: false,
            };
            (named, row.text(&GROUP_NAME), vec![member])
        }
        (None, _) => {
            let group = if named.is_empty() {
                Cow::Owned(desk.account.group.clone())
            } else {
                named
            };
            (group, row.text(&GROUP_NAME), vec![own(&row)])
        }
    };
    if group.is_empty() {
        desk.account.issue_here(Issue::NoGroup);
        return Taken::Unused(UnusedReason::NoGroup);
    }
    let partial = !row.text(&["nextLink", "@odata.nextLink"]).is_empty();
    let members = GroupMembersRow {
        group,
        group_name,
        members,
        partial,
        membership: Membership::Listed,
    };
    desk.sink.group_members(desk.source, members)
}

/// Reads a schedule of Privileged Identity Management. An owner of a group may add itself to it, and counts as one who may become
/// a member.
fn scheduled(desk: &mut Desk<'_, '_>, row: &Fields<'_>, group: Cow<'_, str>) -> Taken {
    let status = row.text(&["status"]);
    if ENDED.iter().any(|ended| status.eq_ignore_ascii_case(ended)) {
        return Taken::Unused(UnusedReason::RoleRequest);
    }
    const PRINCIPAL: &str = "principal";
    let of_principal = |names: &[&str]| {
        let mut texts = names.iter().map(|name| row.nested_text(PRINCIPAL, name));
        Cow::<str>::Owned(texts.find(|text| !text.is_empty()).unwrap_or_default())
    };
    let member = GroupMember {
        id: row.text(&HOLDER),
        kind: member_kind(of_principal(&[ODATA_TYPE]), &of_principal(&USER_TYPE)),
        name: of_principal(&["displayName"]),
        ..signs_in(of_principal(&SIGN_IN), || of_principal(&MAIL))
    };
    let owns = row.text(&[ACCESS]).eq_ignore_ascii_case("owner");
    let members = GroupMembersRow {
        group,
        group_name: row.nested_text("group", "displayName").into(),
        members: vec![member],
        partial: false,
        membership: match row.has(ASSIGNMENT_TYPE) && !owns {
            true => Membership::Known,
            false => Membership::Eligible,
        },
    };
    desk.sink.group_members(desk.source, members)
}

/// The list of members that a row carries, if it carries one.
fn listed(row: &Fields<'_>) -> Option<Vec<GroupMember<'static>>> {
    let Some(Cell::Json(json) | Cell::Text(json)) = row.cell(LIST) else {
        return None;
    };
    let items: Vec<Json> = serde_json::from_str(json).ok()?;
    let members = items.iter().map(|item| {
        // The first of the names that holds a text, whatever the order of the members.
        let text = |names: &[&str]| {
            let of = |name: &&str| {
                let mut members = item.as_object().into_iter().flatten();
                let (_, value) = members.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
                value.as_str().filter(|text| !text.is_empty())
            };
            Cow::Owned(names.iter().find_map(of).unwrap_or_default().to_owned())
        };
        match item.as_str() {
            Some(id) => GroupMember {
                id: Cow::Owned(id.to_owned()),
                ..GroupMember::default()
            },
            None => GroupMember {
                id: text(&["id", "objectId", MEMBER[0], MEMBER[1]]),
                kind: member_kind(text(&[ODATA_TYPE, "objectType", "type"]), &text(&USER_TYPE)),
                name: text(&["displayName"]),
                ..signs_in(text(&SIGN_IN), || text(&MAIL))
            },
        }
    });
    Some(members.collect())
}

/// A directory object that is itself the member. PowerShell keeps all but its id in a bag.
fn own<'a>(row: &Fields<'a>) -> GroupMember<'a> {
    const BAG: &str = "AdditionalProperties";
    let in_bag = |name: &str| Cow::<str>::Owned(row.nested_text(BAG, name));
    let either = |names: &[&str]| {
        let outside = row.text(names);
        let inside = || names.iter().map(|name| in_bag(name)).find(|text| !text.is_empty());
        if outside.is_empty() {
            inside().unwrap_or_default()
        } else {
            outside
        }
    };
    GroupMember {
        id: row.text(&["id", "objectId"]),
        kind: member_kind(either(&[ODATA_TYPE, "objectType"]), &either(&USER_TYPE)),
        name: either(&["displayName"]),
        ..signs_in(either(&SIGN_IN), || either(&MAIL))
    }
}

/// A member that signs in by this name, or of which only a mail address is known.
fn signs_in<'a>(name: Cow<'a, str>, mail: impl FnOnce() -> Cow<'a, str>) -> GroupMember<'a> {
    let sign_in_is_mail = name.is_empty();
    GroupMember {
        sign_in: if sign_in_is_mail { mail() } else { name },
        sign_in_is_mail,
        ..GroupMember::default()
    }
}

/// Kind of a member, with the user type of Microsoft Graph beside it.
fn member_kind<'a>(text: Cow<'a, str>, user_type: &str) -> Cow<'a, str> {
    match (kind(text), user_type.to_ascii_lowercase().as_str()) {
        (kind, "guest") if kind.is_empty() || kind == "User" => Cow::Borrowed("User Guest"),
        (kind, "member") if kind.is_empty() || kind == "User" => Cow::Borrowed("User Member"),
        (kind, _) => kind,
    }
}

/// `#microsoft.graph.user`, `user`, `User` and the like as role assignments write them.
fn kind(text: Cow<'_, str>) -> Cow<'_, str> {
    let last = text.rsplit('.').next().unwrap_or_default().trim().to_ascii_lowercase();
    match last.as_str() {
        "user" => Cow::Borrowed("User"),
        "group" => Cow::Borrowed("Group"),
        "serviceprincipal" => Cow::Borrowed("ServicePrincipal"),
        _ => Cow::Borrowed(""),
    }
}

/// Length of a GUID.
const GUID: usize = 36;

fn last_guid(text: &str) -> Option<&str> {
    let starts = (0..=text.len().checked_sub(GUID)?).rev();
    starts
        .filter_map(|at| text.get(at..at + GUID))
        .find(|part| is_guid(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";

    #[test]
    fn a_path_names_a_group_only_where_it_speaks_of_groups() {
        assert_eq!(
            group_of_path(&format!("x/group-members/{}.json", ID.to_uppercase())),
            ID
        );
        assert_eq!(group_of_path(&format!("x/groups/{ID}/transitiveMembers-001.json")), ID);
        assert_eq!(group_of_path(&format!("x/role-assignments/{ID}-all.json")), "");
        assert_eq!(group_of_path("groups/é.json"), "");
        assert_eq!(group_of_path(&format!("{ID}.json")), ID);
    }

    #[test]
    fn an_envelope_names_a_group_by_key_or_by_address() {
        let next = format!("\"https://graph.microsoft.com/v1.0/groups/{ID}/members?$skiptoken=x\"");
        let context = format!("\"https://graph.microsoft.com/v1.0/$metadata#groups('{ID}')/members\"");
        let plain = "\"https://graph.microsoft.com/v1.0/$metadata#directoryObjects\"";
        assert_eq!(group_of_member("@odata.nextLink", &next).as_deref(), Some(ID));
        assert_eq!(group_of_member("@odata.context", &context).as_deref(), Some(ID));
        assert_eq!(group_of_member("groupId", &format!("\"{ID}\"")).as_deref(), Some(ID));
        assert_eq!(group_of_member("@odata.context", plain), None);
        assert_eq!(group_of_member("skip_token", &next), None);
    }
}
