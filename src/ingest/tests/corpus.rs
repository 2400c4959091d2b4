//! Real exports that nobody here wrote, in `../shared/corpus`. They are not part of this repository; CI has them.

use std::path::PathBuf;

use super::super::ledger::Input;
use super::{Recorder, codes, everything};
use crate::bundle::{Bundle, Limits};

/// Path, family, layout, records and used records of every file, and what is noticed.
const FILES: &str = "
arg/ResourceGraphSource.storage.json resource-graph recording 2 2 fewer-rows
arg/rest-object-array.json resource-graph rest-object-array 2 2
arm-rows.ndjson resource-graph ndjson 403 402 no-id
defender/many_vulns.csv recommendations defender-csv-1 4 4
powershell/Resources.AKS.json resource-graph get-az-resource 6 6
powershell/Resources.Search.json resource-graph get-az-resource 4 4
powershell/Resources.Storage.json resource-graph get-az-resource 6 6
rest-api-specs/GetRaiPolicy.json unrecognised json-object 1 0 no-id unrecognised
rest-api-specs/GetRoleEligibilityScheduleInstancesByScope.json role-eligibility rest-list 1 1
rest-api-specs/ListAssessments_example.json recommendations rest-list 2 2
rest-api-specs/ResourcesPropertiesQuery.json unrecognised rest-object-array 2 0 aggregated-rows
rest/AIFoundryConnectionTest.ai-foundry-connections-query.json resource-graph recording 9 9
rest/AIFoundryProjectTest.ai-foundry-projects.json resource-graph recording 2 2 no-properties
rest/AccessControlTest.test_find_assignments_by_role.json role-assignments recording 74 74
rest/AiFoundryCognitiveServiceDeploymentTest.ai-foundry-cognitiveservice-deployment-get.json resource-graph recording 3 3
rest/CognitiveServiceTest.test_find_by_name.json resource-graph recording 1 1
rest/DefenderTest.test_azure_defender_assessments.json recommendations recording 1 1
rest/DefenderTest.test_azure_defender_pricing.json recommendations recording 12 12
rest/DiagnosticSettingsFilterTest.test_filter_diagnostic_settings_present.json resource-graph recording 2 2
rest/KeyVaultTest.common.json resource-graph recording 1 1 more-pages
rest/MachineLearningWorkspaceTest.test_machine_learning_workspace_policy_run.json resource-graph recording 1 1
rest/PolicyCompliance.test_find_by_name.json unrecognised json-object 1 0 no-id unrecognised
rest/SearchTest.test_find_by_name.json resource-graph recording 1 1
rest/StorageTest.firewall.json resource-graph recording 2 2
";

fn line(input: &Input) -> String {
    let Input {
        path,
        layout,
        records,
        used,
        ..
    } = input;
    let told = codes(input).join(" ");
    let (family, layout) = (input.family.name(), layout.name());
    format!("{path} {family} {layout} {records} {used} {told}")
        .trim_end()
        .to_owned()
}

#[test]
#[ignore = "reads ../shared/corpus"]
fn every_file_of_the_corpus_is_what_it_is() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/exports");
    let bundle = Bundle::open(&folder, &Limits::default(), None).unwrap();
    let mut recorder = Recorder::default();
    let ledger = super::super::read(&bundle, &everything(), &mut recorder).unwrap();
    let found: Vec<String> = ledger.inputs.iter().map(line).collect();
    assert_eq!(found, FILES.trim().lines().collect::<Vec<_>>());
    let account = recorder
        .lines
        .iter()
        .find(|line| line.contains("Microsoft.CognitiveServices/accounts "));
    assert!(
        account.is_some_and(|line| line.contains("publicNetworkAccess:Enabled")),
        "{account:?}"
    );
}
