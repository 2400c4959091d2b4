//! The three bags that make a row of an Azure AI account tens of kilobytes long: call rate limits, capabilities and
//! endpoints. Nothing in them decides a control; a reader has to skip them at speed.

use serde_json::{Map, Value, json};

/// Key of the family, first part of the path, operations.
type Family = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
static OPENAI: &[Family] = &[
    ("openai.dalle", "openai/images", &["generations", "edits", "operations"]),
    ("openai.assistants", "openai/assistants", &["list", "files", "default"]),
    ("openai.threads", "openai/threads", &["list", "messages", "runs", "steps"]),
    ("openai.vectorstores", "openai/vector_stores", &["list", "files", "file_batches"]),
    ("openai.responses", "openai/responses", &["default", "input_items"]),
    ("openai.batches", "openai/v1/batches", &["list", "jobs"]),
    ("openai.moderations", "openai/v1/moderations", &["text", "image"]),
];

#[rustfmt::skip]
static LANGUAGE: &[Family] = &[
    ("textAnalytics", "text/analytics/v3.1", &["sentiment", "languages", "keyPhrases", "entities/recognition/general", "entities/recognition/pii", "entities/linking"]),
    ("textAnalytics.analyze", "language/analyze-text", &["jobs", "documents", "conversations", "summaries", "healthcare"]),
    ("textAnalytics.authoring", "language/authoring", &["customtext", "clu", "questionanswering", "models", "deployments", "evaluations"]),
    ("textTranslation", "translator/text/v3.0", &["translate", "transliterate", "detect", "dictionary", "languages"]),
    ("documentTranslation", "translator/document", &["batches", "formats", "sources", "synchronous"]),
];

#[rustfmt::skip]
static SPEECH: &[Family] = &[
    ("speech.synthesize", "cognitiveservices/v1/voices", &["neural", "custom", "personal", "avatar", "batch"]),
    ("speech.speechtotext", "speechtotext", &["transcriptions", "evaluations", "models", "datasets", "endpoints", "webhooks"]),
    ("speech.speakerrecognition", "speaker", &["verification", "identification", "profiles"]),
    ("voicelive", "voice-live/realtime", &["sessions", "media"]),
];

#[rustfmt::skip]
static VISION: &[Family] = &[
    ("vision", "vision/v3.2", &["analyze", "describe", "detect", "ocr", "read", "tag", "thumbnail"]),
    ("formrecognizer", "formrecognizer/documentModels", &["analyze", "results", "build", "compose", "copy", "operations", "classifiers"]),
    ("contentunderstanding", "contentunderstanding/analyzers", &["analyze", "results", "labelling", "faces", "management"]),
];

#[rustfmt::skip]
static SAFETY: &[Family] = &[
    ("ContentSafety.Text", "contentsafety/text", &["analyze", "shieldPrompt", "detectProtectedMaterial", "detectGroundedness", "blocklists", "customCategories"]),
    ("ContentSafety.Image", "contentsafety/image", &["analyze", "incidents", "detections"]),
    ("ContentSafety.Provenance", "contentsafety/provenance", &["bind", "sign", "detect", "jobs", "status"]),
    ("ContentSafety.Project", "contentsafety/projects", &["metrics", "features", "reviews"]),
];

fn families(kind: &str) -> Vec<&'static Family> {
    let sets: &[&[Family]] = match kind {
        "OpenAI" => &[OPENAI],
        "AIServices" => &[OPENAI, LANGUAGE, SPEECH, VISION, SAFETY],
        "ContentSafety" => &[SAFETY],
        "SpeechServices" => &[SPEECH],
        "FormRecognizer" | "ComputerVision" => &[VISION],
        _ => &[LANGUAGE],
    };
    sets.iter().flat_map(|set| set.iter()).collect()
}

pub fn rate_limits(kind: &str) -> Value {
    let mut rules = Vec::new();
    for (key, path, operations) in families(kind) {
        for operation in *operations {
            for (method, count) in [("POST", 30), ("GET", 120)] {
                rules.push(json!({
                    "key": format!("{key}.{}.{}", operation.replace('/', "."), method.to_lowercase()),
                    "renewalPeriod": if method == "POST" { 1 } else { 60 },
                    "count": count,
                    "matchPatterns": [
                        {"path": format!("{path}/{operation}"), "method": method},
                        {"path": format!("{path}/{operation}/*"), "method": method},
                    ],
                }));
            }
        }
    }
    rules.push(
        json!({"key": "default", "renewalPeriod": 1, "count": 30, "matchPatterns": [{"path": "*", "method": "*"}]}),
    );
    json!({"rules": rules})
}

#[rustfmt::skip]
static CAPABILITIES: &[(&str, &str)] = &[
    ("VirtualNetworks", ""), ("CustomerManagedKey", ""), ("CustomerManagedStorage", ""), ("NetworkSecurityPerimeter", ""), ("RaiMonitor", ""),
    ("TrustedServices", "Microsoft.CognitiveServices,Microsoft.MachineLearningServices,Microsoft.Search,Microsoft.VideoIndexer"),
    ("EnabledApimVnet", "true"), ("useEndpointRateLimiter", "Enabled"), ("quotaRefundsEnabled", "false"), ("DynamicThrottling", ""),
    ("MaxFineTuneCount", "500"), ("MaxRunningFineTuneCount", "3"), ("MaxUserFileCount", "100"), ("MaxTrainingFileSize", "512000000"),
    ("MaxUserFileImportDurationInHours", "1"), ("MaxFineTuneJobDurationInHours", "720"), ("MaxEvaluationRunDurationInHours", "5"),
    ("MaxRunningEvaluationCount", "5"), ("MaxRunningGlobalStandardFineTuneCount", "3"), ("CommitmentPlan", ""),
];

pub fn capabilities(kind: &str) -> Value {
    let kept = match kind {
        "OpenAI" | "AIServices" => CAPABILITIES,
        _ => &CAPABILITIES[..5],
    };
    let mut list: Vec<Value> = Vec::new();
    for (name, value) in kept {
        list.push(if value.is_empty() {
            json!({"name": name})
        } else {
            json!({"name": name, "value": value})
        });
    }
    if kind == "AIServices" {
        let mut images = Vec::new();
        for (key, _, operations) in families(kind) {
            images.extend(operations.iter().map(|operation| format!("{key}.{operation}")));
        }
        list.push(json!({"name": "Container", "value": images.join(",")}));
    }
    Value::Array(list)
}

#[rustfmt::skip]
static OPENAI_ENDPOINTS: &[&str] = &[
    "OpenAI Language Model Instance API", "OpenAI Dall-E API", "OpenAI Sora API", "OpenAI Moderations API", "OpenAI Whisper API",
    "OpenAI Model Scaleset API", "OpenAI Realtime API", "Azure OpenAI Legacy API - Latest moniker",
];

#[rustfmt::skip]
static OTHER_ENDPOINTS: &[&str] = &[
    "AI Foundry API", "Azure AI Model Inference API", "Content Understanding", "Content Safety", "Container", "Computer Vision",
    "FormRecognizer", "Speech Services Speech to Text", "Speech Services Custom Voice", "Speech Services Batch Text to Speech",
    "Speech Services Speaker Verification", "Speech Services Speaker Identification", "Voice Live Realtime API", "Text Analytics",
    "Custom Text Authoring", "Conversational Language Understanding Authoring", "Custom Question Answering", "Language",
    "QuestionAnswering", "LUIS", "TextTranslation", "DocumentTranslation", "CustomTranslator", "Video Translation",
];

pub fn endpoints(kind: &str, name: &str, region: &str) -> Value {
    let mut bag = Map::new();
    if matches!(kind, "OpenAI" | "AIServices") {
        for title in OPENAI_ENDPOINTS {
            bag.insert((*title).to_owned(), json!(format!("https://{name}.openai.azure.com/")));
        }
    }
    if kind == "AIServices" {
        for title in OTHER_ENDPOINTS {
            bag.insert(
                (*title).to_owned(),
                json!(format!("https://{name}.cognitiveservices.azure.com/")),
            );
        }
        bag.insert(
            "Speech Services Text to Speech (Neural)".to_owned(),
            json!(format!("https://{region}.tts.speech.microsoft.com")),
        );
    }
    if bag.is_empty() {
        bag.insert(
            kind.to_owned(),
            json!(format!("https://{name}.cognitiveservices.azure.com/")),
        );
    }
    Value::Object(bag)
}
