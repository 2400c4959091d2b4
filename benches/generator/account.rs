//! What makes the row of an AI account forty kilobytes long: call rate limits, capabilities and endpoints. No control looks
//! at them; a reader has to skip them at speed.

use std::fmt::Write as _;

const FAMILIES: [(&str, &str, &[&str]); 9] = [
    (
        "openai.assistants",
        "openai/assistants",
        &["list", "files", "default", "messages"],
    ),
    (
        "openai.threads",
        "openai/threads",
        &["list", "messages", "runs", "steps"],
    ),
    (
        "openai.vectorstores",
        "openai/vector_stores",
        &["list", "files", "file_batches"],
    ),
    (
        "openai.responses",
        "openai/responses",
        &["default", "input_items", "stream"],
    ),
    (
        "textAnalytics",
        "text/analytics/v3.1",
        &["sentiment", "languages", "keyPhrases", "entities", "linking"],
    ),
    (
        "speech.speechtotext",
        "speechtotext",
        &["transcriptions", "evaluations", "models", "datasets", "webhooks"],
    ),
    (
        "formrecognizer",
        "formrecognizer/documentModels",
        &["analyze", "results", "build", "compose", "copy"],
    ),
    (
        "ContentSafety.Text",
        "contentsafety/text",
        &["analyze", "shieldPrompt", "blocklists", "customCategories"],
    ),
    (
        "vision",
        "vision/v3.2",
        &["analyze", "describe", "detect", "ocr", "read", "tag", "thumbnail"],
    ),
];

/// The three bags as JSON with holes. Small accounts hold a tenth.
#[derive(Debug)]
pub struct Bags {
    /// `callRateLimit.rules`
    pub rules: String,
    /// `capabilities`
    pub capabilities: String,
    /// `endpoints`
    pub endpoints: String,
}

impl Bags {
    /// The bags of a multi-service account, 31, 3 and 5.5 KB long.
    pub fn large() -> Self {
        Bags::of(3, 40, 42)
    }

    /// The bags of a single-service account.
    pub fn small() -> Self {
        Bags::of(0, 5, 2)
    }

    fn of(versions: u32, capabilities: u32, endpoints: u32) -> Self {
        let mut bags = Bags {
            rules: String::new(),
            capabilities: String::new(),
            endpoints: String::new(),
        };
        for version in 0..versions.max(1) {
            for (key, path, operations) in FAMILIES.iter().take(if versions == 0 { 1 } else { FAMILIES.len() }) {
                for operation in *operations {
                    let method = ["POST", "GET", "DELETE"][version as usize % 3];
                    let _ = write!(
                        bags.rules,
                        r#"{{"key":"{key}.{operation}.v{version}","renewalPeriod":1,"count":{},"matchPatterns":[{{"path":"{path}/{operation}","method":"{method}"}},{{"path":"{path}/{operation}/*","method":"{method}"}}]}},"#,
                        30 * (version + 1)
                    );
                }
            }
        }
        bags.rules
            .push_str(r#"{"key":"default","renewalPeriod":1,"count":30,"matchPatterns":[{"path":"*","method":"*"}]}"#);
        for position in 0..capabilities {
            let _ = write!(
                bags.capabilities,
                r#"{{"name":"MaxFineTuneJobDurationInHours{position}","value":"{}"}},"#,
                position * 24
            );
        }
        bags.capabilities.push_str(r#"{"name":"CommitmentPlan"}"#);
        for position in 0..endpoints {
            let _ = write!(
                bags.endpoints,
                r#""Speech Services Custom Voice and Language Instance API, moniker {position}":"https://%name%.cognitiveservices.azure.com/","#
            );
        }
        bags.endpoints
            .push_str(r#""OpenAI Language Model Instance API":"https://%name%.openai.azure.com/""#);
        bags
    }
}
