//! Mutated exports for as long as one likes: `UNDERPIN_SOAK=600 cargo test --release soak -- --ignored` runs for ten minutes. The
//! seeds are small exports of every layout and, where it is there, the corpus.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::read;

const SEEDS: [&str; 8] = [
    "{\"count\":1,\"data\":[{\"id\":\"/subscriptions/s/resourceGroups/g/providers/A.B/c/d\",\"type\":\"a.b/c\",\"properties\":{\"x\":[1,\"\\u00e9\"]}}],\"skip_token\":null,\"total_records\":2}",
    "{\"data\":{\"columns\":[{\"name\":\"id\"},{\"name\":\"type\"}],\"rows\":[[\"/subscriptions/s\",null],[\"/x\",\"a.b/c\"]]}}",
    "[{\"value\":[{\"id\":\"/subscriptions/s\"}]},{\"value\":[]}]\n{\"error\":{\"code\":\"x\",\"message\":\"y\"}}",
    "WARNING: x\n{\"id\":\"/subscriptions/s\",\"properties\":\"{\\\"a\\\":1}\"}\n{\"id\":\"/subscriptions/t\",'b':None,}\n",
    "#TYPE x\n\"RoleAssignmentId\";\"Scope\";\"DisplayName\";\"RoleDefinitionName\"\r\n\"/a\";\"/subscriptions/s\";\"x \"\"y\"\"\r\nz\";\"Owner\"\r\n",
    "exportedTimestamp,subscriptionId,resourceId,recommendationId,state\n2026-01-01,s,/subscriptions/s,k,Healthy\n28/02/2026 10:00:00,s,\"/x\",k,Unhealthy\n",
    "sep=\t\nid\ttype\tproperties\n/subscriptions/s\ta.b/c\t\"{\"\"a\"\":\"\"@{b=c}\"\"}\"\n",
    "{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[\"id\"],\"rows\":[[\"/subscriptions/s\"]]}]}",
];

/// A small generator of numbers: the same seed gives the same run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

fn mutate(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.roll(seeds.len())].clone();
    for _ in 0..1 + dice.roll(6) {
        let at = dice.roll(bytes.len());
        match dice.roll(7) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = dice.roll(256) as u8,
            2 => bytes.insert(at, b"{}[]\",:;\n\r\\\0\xff\xef'|\t"[dice.roll(17)]),
            3 if !bytes.is_empty() => {
                bytes.remove(at);
            }
            4 => {
                let other = &seeds[dice.roll(seeds.len())];
                let from = dice.roll(other.len());
                bytes.splice(at..at, other[from..].iter().copied());
            }
            5 => {
                let end = at + dice.roll(bytes.len() - at);
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                bytes = String::from_utf8_lossy(&bytes)
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect()
            }
        }
        bytes.truncate(1 << 18);
    }
    bytes
}

fn gather(folder: &Path, seeds: &mut Vec<Vec<u8>>) {
    for item in fs::read_dir(folder).into_iter().flatten().flatten() {
        if item.path().is_dir() {
            gather(&item.path(), seeds);
        } else {
            let mut bytes = fs::read(item.path()).unwrap();
            bytes.truncate(1 << 14);
            seeds.push(bytes);
        }
    }
}

#[test]
#[ignore = "runs as long as UNDERPIN_SOAK says, in seconds"]
fn mutated_exports_are_always_accounted_for() {
    let seconds = std::env::var("UNDERPIN_SOAK")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(5);
    let mut seeds: Vec<Vec<u8>> = SEEDS.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    gather(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/exports"),
        &mut seeds,
    );
    let mut dice = Dice(0x5eed_cafe_f00d);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut runs = 0_u64;
    while Instant::now() < end {
        let (one, two) = (mutate(&mut dice, &seeds), mutate(&mut dice, &seeds));
        read(&[("a", &one), ("manifest.json", &two)]);
        runs += 1;
    }
    assert!(runs > 0);
}
