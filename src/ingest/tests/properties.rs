//! What holds for any bytes at all.

use proptest::prelude::*;

use super::super::cut::batch::{Batch, Item};
use super::super::cut::json::Splitter;
use super::{read, read_one};

/// Bytes that look like exports more often than not.
fn exportlike() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "[",
        "]",
        "{",
        "}",
        "\"",
        ",",
        ":",
        "\n",
        "\r",
        "\\",
        "\"data\":",
        "\"value\":",
        "\"rows\":",
        "\"columns\":",
        "\"id\":\"/subscriptions/s/providers/a/b/c\"",
        "\"type\":\"microsoft.a/b\"",
        "\"properties\":",
        "null",
        "1",
        "{\"id\":\"/subscriptions/s\"}",
        "id,name,type\n",
        "a;b;c\n",
        "sep=;\n",
        "\u{feff}",
        "é",
        "#TYPE x\n",
        "RoleDefinitionName,Scope,DisplayName\n",
        "WARNING: x\n",
        "\0",
        " ",
        "\u{1b}[0m",
        "\"tables\":",
        "@{a=b}",
        "resourceId,state,recommendationName\n",
        "\"\"",
        "\"a\",\"b\"\n",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.concat().into_bytes())
}

/// The items of some JSON, with their text, cut into pieces of this size.
fn items(text: &[u8], step: usize) -> Vec<String> {
    let mut splitter = Splitter::default();
    let mut found = Vec::new();
    let mut hand_on = |batch: Batch| {
        for item in &batch.items {
            let text = |span: &std::ops::Range<usize>| batch.text(span).to_owned();
            found.push(match item {
                Item::Row(span) => format!("row {}", text(span)),
                Item::Bare(span) => format!("bare {}", text(span)),
                Item::Cells(span) => format!("cells {}", text(span)),
                Item::Columns(span) => format!("columns {}", text(span)),
                Item::Member { key, value } => format!("member {}={}", text(key), text(value)),
                Item::Rows(key) => format!("rows {:?}", key.as_ref().map(text)),
                Item::NoRow(span) => format!("no row {}", text(span)),
                Item::CutRecord(span) => format!("cut {}", text(span)),
                Item::Noise(_) => return,
                other => format!("{other:?}"),
            });
        }
    };
    for piece in text.chunks(step) {
        splitter.push(piece, &mut hand_on);
    }
    splitter.finish(&mut hand_on);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_record_of_any_bytes_is_accounted_for(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_one(bytes);
    }

    #[test]
    fn every_record_of_what_looks_like_an_export_is_accounted_for(bytes in exportlike(), name in "[a-z]{1,3}(\\.json|\\.csv)") {
        read(&[(&name, &bytes), ("manifest.json", &bytes)]);
    }

    #[test]
    fn rows_are_the_same_wherever_the_text_is_cut(bytes in exportlike(), step in 1_usize..50) {
        prop_assume!(!bytes.contains(&b'W'));
        prop_assert_eq!(items(&bytes, step), items(&bytes, 1 << 20));
    }
}
