//! Writes a bundle of any size, row after row, never holding more than one: the exports of a made-up tenant in the shapes
//! and sizes that real ones have. The same volume and seed always give the same bytes.

mod access;
mod account;
mod random;
mod recommendations;
mod rows;
mod template;
mod tenant;
mod types;

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use rows::Rows;
pub use tenant::{Tenant, Volume};

/// Rows of one page of Resource Graph.
const PAGE: u64 = 1000;
/// Subscriptions whose recommendations are downloaded together.
const DOWNLOADED_TOGETHER: usize = 10;
const PLANS: [&str; 8] = [
    "AI",
    "StorageAccounts",
    "KeyVaults",
    "Arm",
    "Containers",
    "CosmosDbs",
    "CloudPosture",
    "Api",
];

/// Writes the bundle, unless it is there.
pub fn bundle(path: &Path, volume: Volume) -> io::Result<()> {
    if path.is_file() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension("unfinished");
    let tenant = Tenant::new(volume);
    let mut writer = Writer {
        rows: Rows::of(&tenant),
        tenant: &tenant,
        zip: ZipWriter::new(BufWriter::new(File::create(&unfinished)?)),
        text: String::new(),
    };
    writer.containers()?;
    writer.resources()?;
    writer.access()?;
    writer.recommendations()?;
    writer.zip.finish()?.flush()?;
    std::fs::rename(unfinished, path)
}

struct Writer<'t> {
    tenant: &'t Tenant,
    rows: Rows<'t>,
    zip: ZipWriter<BufWriter<File>>,
    text: String,
}

impl Writer<'_> {
    fn begin(&mut self, path: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        Ok(self.zip.start_file(path, options)?)
    }

    /// Writes what is in the buffer, and empties it.
    fn flush(&mut self) -> io::Result<()> {
        self.zip.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    fn containers(&mut self) -> io::Result<()> {
        self.begin("containers/resourcecontainers.json")?;
        let groups = Tenant::groups().count();
        let count = groups + self.tenant.subscriptions.len();
        self.text = format!(r#"{{"count":{count},"data":["#);
        for name in Tenant::groups() {
            self.rows.group(name, &mut self.text);
            self.text.push(',');
        }
        for position in 0..self.tenant.subscriptions.len() {
            if position > 0 {
                self.text.push(',');
            }
            self.rows.subscription(position, &mut self.text);
        }
        self.text
            .push_str(&format!(r#"],"skip_token":null,"total_records":{count}}}"#));
        self.flush()?;
        self.begin("defender/pricings.json")?;
        self.text.push('[');
        for position in 0..self.tenant.subscriptions.len() {
            for name in PLANS {
                if self.text.len() > 1 {
                    self.text.push(',');
                }
                self.rows.plan(position, name, &mut self.text);
            }
        }
        self.text.push(']');
        self.flush()
    }

    /// The pages of every second subscription stand in one file, those of the others each in a file of its own.
    fn resources(&mut self) -> io::Result<()> {
        for position in 0..self.tenant.subscriptions.len() {
            let (range, name) = (
                self.tenant.resources_of(position),
                self.tenant.subscriptions[position].name.clone(),
            );
            let total = range.end - range.start;
            let whole = position.is_multiple_of(2);
            if whole {
                self.begin(&format!("resources/{name}.json"))?;
            }
            for (page, first) in range.clone().step_by(PAGE as usize).enumerate() {
                if !whole {
                    self.begin(&format!("resources/{name}/page-{:03}.json", page + 1))?;
                }
                let past = (first + PAGE).min(range.end);
                self.text = format!(r#"{{"count":{},"data":["#, past - first);
                for index in first..past {
                    if index > first {
                        self.text.push(',');
                    }
                    self.rows.resource(index, &mut self.text);
                    self.flush()?;
                }
                let token = match past == range.end {
                    true => "null".to_owned(),
                    false => format!(r#""ew0KICAiJGlkIjogIjEiLA0KICAiTWF4Um93cyI6{past}""#),
                };
                self.text
                    .push_str(&format!("],\"skip_token\":{token},\"total_records\":{total}}}\n"));
                self.flush()?;
            }
        }
        Ok(())
    }

    fn access(&mut self) -> io::Result<()> {
        let count = self.tenant.subscriptions.len();
        for position in 0..count {
            let name = &self.tenant.subscriptions[position].name;
            let as_csv = position % 2 == 1;
            let path = format!("access/{name}.{}", if as_csv { "csv" } else { "json" });
            self.begin(&path)?;
            self.text.push_str(if as_csv { access::HEADER } else { "[" });
            let mut first = true;
            for index in (position as u64..self.tenant.volume.role_assignments).step_by(count) {
                match as_csv {
                    true => self.text.push_str("\r\n"),
                    false if first => {}
                    false => self.text.push(','),
                }
                first = false;
                access::assignment(self.tenant, index, position, as_csv, &mut self.text);
                self.flush()?;
            }
            self.text.push_str(if as_csv { "\r\n" } else { "]" });
            self.flush()?;
        }
        Ok(())
    }

    fn recommendations(&mut self) -> io::Result<()> {
        let mut left = self.tenant.volume.recommendations;
        for position in 0..self.tenant.subscriptions.len() {
            if position.is_multiple_of(DOWNLOADED_TOGETHER) {
                self.begin(&format!(
                    "defender/recommendations-{:02}.csv",
                    position / DOWNLOADED_TOGETHER + 1
                ))?;
                self.text = format!("\u{feff}{}\r\n", recommendations::HEADER);
            }
            for index in self.tenant.resources_of(position) {
                left -= recommendations::about(self.tenant, index, left, &mut self.text);
                self.flush()?;
            }
        }
        Ok(())
    }
}
