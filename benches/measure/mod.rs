//! Runs a program and tells its wall time and the most memory it held, as Linux counts it (`VmHWM` of
//! `/proc/<pid>/status`, asked every millisecond).

use std::io;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Wall time.
    pub time: Duration,
    /// Most memory held, in bytes; 0 where the system does not tell.
    pub memory: u64,
}

/// The quickest of `times` runs of the commands that `command` gives, and the most memory of any.
pub fn best_of(times: u32, mut command: impl FnMut() -> Vec<Command>) -> io::Result<Cost> {
    let mut best: Option<Cost> = None;
    for _ in 0..times {
        let cost = pipe(command())?;
        best = Some(best.map_or(cost, |known| Cost {
            time: known.time.min(cost.time),
            memory: known.memory.max(cost.memory),
        }));
    }
    best.ok_or_else(|| io::Error::other("nothing was run"))
}

/// Runs commands, each reading what the one before writes. Memory is that of the last.
fn pipe(commands: Vec<Command>) -> io::Result<Cost> {
    let start = Instant::now();
    let last = commands.len().saturating_sub(1);
    let mut children = Vec::new();
    let mut input = Stdio::null();
    for (position, mut command) in commands.into_iter().enumerate() {
        command.stdin(input).stderr(Stdio::null());
        command.stdout(if position == last {
            Stdio::null()
        } else {
            Stdio::piped()
        });
        let mut child = command.spawn()?;
        input = child.stdout.take().map_or_else(Stdio::null, Stdio::from);
        children.push(child);
    }
    let Some(mut measured) = children.pop() else {
        return Err(io::Error::other("no command was given"));
    };
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak(measured.id()));
        if let Some(status) = measured.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(1));
    };
    let time = start.elapsed();
    for mut child in children {
        child.wait()?;
    }
    match status.success() {
        true => Ok(Cost { time, memory }),
        false => Err(io::Error::other(format!("a measured program ended with {status}"))),
    }
}

fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
