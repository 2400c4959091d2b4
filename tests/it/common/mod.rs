//! What the tests share: a folder that goes away, bundles made of literals, and the real binary in a scrubbed environment.

#![allow(dead_code, reason = "no test binary uses all of it")]

pub mod fixture;
pub mod inventory;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Where the accounts of [`account`] stand.
pub const ACCOUNT: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts";

/// A model account, open to keys or not.
pub fn account(name: &str, local_auth_off: bool) -> Value {
    json!({
        "id": format!("{ACCOUNT}/{name}"), "name": name, "type": "microsoft.cognitiveservices/accounts",
        "kind": "OpenAI", "location": "westeurope", "properties": { "disableLocalAuth": local_auth_off }
    })
}

/// The files that the program writes when it is built as the tests are.
pub const DOCUMENTS: &[&str] = &[
    #[cfg(feature = "documents")]
    "report.pdf",
    #[cfg(feature = "documents")]
    "executive.pdf",
    #[cfg(feature = "documents")]
    "report.html",
    "report.json",
    "findings.csv",
];

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder of its own for one test, removed at the end.
pub struct Sandbox {
    folder: PathBuf,
}

/// What a run of the binary left.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Sandbox {
    pub fn new() -> Self {
        let name = format!(
            "underpin-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Sandbox { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A zip file with these entries.
    pub fn zip<S: AsRef<str>>(&self, name: &str, entries: &[(S, Vec<u8>)]) -> PathBuf {
        let path = self.path(name);
        let mut writer = zip::ZipWriter::new(File::create(&path).unwrap());
        for (name, bytes) in entries {
            writer
                .start_file(name.as_ref(), zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap();
        path
    }

    /// Runs the binary in this folder. A bundle is given with the engagement file that lies beside it, `bundle.toml` beside
    /// `bundle.zip`, unless another is named.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_underpin"))
            .args(arguments)
            .args(
                self.engagement(arguments)
                    .iter()
                    .flat_map(|path| ["--engagement".as_ref(), path.as_os_str()]),
            )
            .current_dir(&self.folder)
            .env_clear()
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn engagement(&self, arguments: &[&str]) -> Option<PathBuf> {
        let [command, bundle, ..] = arguments else { return None };
        let reads = ["assess", "validate", "access"].contains(command) && !arguments.contains(&"--engagement");
        let beside = self.folder.join(bundle).with_extension("toml");
        (reads && beside.exists()).then_some(beside)
    }

    /// Assesses a bundle and gives `report.json`.
    pub fn report(&self, bundle: &Path) -> Value {
        let run = self.run(&["assess", bundle.to_str().unwrap(), "--out", "out", "--only", "json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        json(&self.path("out/report.json"))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The JSON of a file, a report as [`told`].
pub fn json(path: &Path) -> Value {
    told(as_written(path))
}

/// The JSON of a file.
pub fn as_written(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A report whose findings bear the texts, and what belongs to their subject and control, in place of the numbers that they are
/// written with.
pub fn told(mut report: Value) -> Value {
    let (Some(subjects), Some(texts)) = (
        report["subjects"].as_array().cloned(),
        report["texts"].as_array().cloned(),
    ) else {
        return report;
    };
    let text = |number: &Value| number.as_u64().map_or(json!(""), |at| texts[at as usize].clone());
    let controls: Vec<Value> = report["controls"].as_array().cloned().unwrap_or_default();
    for finding in report["findings"].as_array_mut().unwrap() {
        let subject = &subjects[finding["subject"].as_u64().unwrap() as usize];
        let control = controls
            .iter()
            .find(|control| control["id"] == finding["control"])
            .unwrap();
        finding["severity"] = control["severity"].clone();
        finding["subject"] = subject["id"].clone();
        let last = subject["id"].as_str().unwrap().rsplit('/').next();
        finding["subjectName"] = subject.get("name").cloned().unwrap_or(json!(last));
        finding["subjectKind"] = subject["kind"].clone();
        for key in ["subscription", "environment", "tier"] {
            finding[key] = subject.get(key).cloned().unwrap_or(json!(""));
        }
        for key in ["reason", "contradiction"] {
            finding[key] = text(&finding[key]);
        }
        let evidence = finding.as_object_mut().unwrap().entry("evidence");
        for row in evidence.or_insert(json!([])).as_array_mut().unwrap() {
            for key in ["file", "what"] {
                row[key] = text(&row[key]);
            }
        }
    }
    report
}

/// A number below `bound` that depends on the seed alone.
pub fn pick(seed: &str, bound: u64) -> u64 {
    let digest = Sha256::digest(seed.as_bytes());
    digest[16..22].iter().fold(0, |sum, byte| sum * 256 + u64::from(*byte)) % bound
}

/// The sample bundle.
pub fn contoso() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/contoso.zip")
}

/// Rows in the envelope of `az graph query`.
pub fn graph(rows: &[Value]) -> Vec<u8> {
    let count = rows.len();
    serde_json::to_vec(&serde_json::json!({
        "count": count, "data": rows, "skip_token": null, "total_records": count
    }))
    .unwrap()
}
