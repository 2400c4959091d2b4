//! Reasons for which a record does not enter the inventory.

use crate::value::names::names;

names! {
    /// The reason why a record did not enter the inventory. Every record that is read is used or has one.
    UnusedReason {
        /// An entry of the activity log.
        ActivityLog = "activity-log";
        /// A count or a sum of a query.
        Aggregated = "aggregated";
        /// An alert of Defender for Cloud.
        Alert = "alert";
        /// A record without content.
        Blank = "blank";
        /// An administrator of the kind that Azure has retired.
        ClassicAdministrator = "classic-administrator";
        /// A row of Cost Management.
        Cost = "cost";
        /// A record in whose middle the file ends.
        CutOff = "cut-off";
        /// A resource that was deleted and can be restored.
        Deleted = "deleted";
        /// A row that repeats or contradicts one that was read before.
        Duplicate = "duplicate";
        /// An error message saved as data.
        Error = "error";
        /// A record that cannot be parsed.
        Malformed = "malformed";
        /// A role definition that does not hold its permissions.
        NoActions = "no-actions";
        /// A row whose id is no ARM id.
        NoArmId = "no-arm-id";
        /// A row without a header whose cells do not tell their columns.
        NoColumns = "no-columns";
        /// Members of a group that nothing names.
        NoGroup = "no-group";
        /// A row without an id.
        NoId = "no-id";
        /// A role assignment without a principal.
        NoPrincipal = "no-principal";
        /// A recommendation that names no resource.
        NoResource = "no-resource";
        /// A role assignment without a role.
        NoRole = "no-role";
        /// A role assignment without a scope.
        NoScope = "no-scope";
        /// A recommendation without a state.
        NoState = "no-state";
        /// A plan that names no subscription.
        NoSubscription = "no-subscription";
        /// An element between the rows of a list that is none.
        NotARow = "not-a-row";
        /// A row of another list of Defender for Cloud.
        NotRecommendations = "not-recommendations";
        /// Output of another tool.
        OtherTool = "other-tool";
        /// The header once more, as where files were joined.
        RepeatedHeader = "repeated-header";
        /// A request of Privileged Identity Management.
        RoleRequest = "role-request";
        /// A role assignment whose scope is named by its display name only.
        ScopeByName = "scope-by-name";
        /// A row that gave way to a later one about the same subject.
        Superseded = "superseded";
        /// An ARM template.
        Template = "template";
        /// A record that is too long.
        TooLong = "too-long";
        /// A row of a layout that no reader knows.
        Unrecognised = "unrecognised";
    }
}

impl UnusedReason {
    /// Whether nothing says what the row is about.
    pub fn lacks_subject(self) -> bool {
        use UnusedReason::{NoArmId, NoId, NoResource, NoSubscription};
        matches!(self, NoArmId | NoId | NoResource | NoSubscription)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stand_in_the_order_of_their_names() {
        assert!(UnusedReason::ALL.is_sorted_by_key(|reason| reason.name()));
    }
}
