//! How much text may wait between the parts of reading. Batches are small, but one record may be as long as sixty-four
//! megabytes: where such records follow each other, the first part waits until the others have caught up.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Text that may wait, in bytes. A batch that is larger waits until nothing else does.
const MOST: usize = 48 * 1024 * 1024;

/// The text on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Backlog(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    bytes: Mutex<usize>,
    less: Condvar,
}

/// A place in the backlog, given back when it is dropped.
#[derive(Debug)]
pub struct Held {
    backlog: Backlog,
    bytes: usize,
}

impl Backlog {
    /// Takes a place for so many bytes, when there is one.
    pub(super) fn hold(&self, bytes: usize) -> Held {
        let waiting = &*self.0;
        let taken = waiting.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut usize| *taken > 0 && *taken + bytes > MOST;
        let mut taken = waiting
            .less
            .wait_while(taken, full)
            .unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Held {
            backlog: self.clone(),
            bytes,
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let waiting = &*self.backlog.0;
        *waiting.bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        waiting.less.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_does_not_fit_waits_and_what_is_larger_than_all_goes_alone() {
        let backlog = Backlog::default();
        let small = backlog.hold(MOST / 2);
        let other = backlog.hold(MOST / 2);
        let (sender, entered) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                let large = backlog.hold(2 * MOST);
                let _ = sender.send(());
                drop(large);
            });
            assert!(entered.recv_timeout(Duration::from_millis(50)).is_err());
            drop(small);
            assert!(entered.recv_timeout(Duration::from_millis(50)).is_err());
            drop(other);
            assert!(entered.recv_timeout(Duration::from_secs(10)).is_ok());
        });
        assert_eq!(*backlog.0.bytes.lock().unwrap(), 0);
    }
}
