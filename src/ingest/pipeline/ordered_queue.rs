//! Ordered queue of events between the producer and the consumer. Batches in it are parsed by the thread that would otherwise
//! wait: the producer when the queue is full, the consumer when its next batch is not ready. So two cores always have work
//! without a pool, and more cores may help.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::event::Event;
use super::parser::{BatchParser, How, ParsedBatch};
use crate::ingest::cut::batch::Batch;

/// Upper bound of the events in the queue.
const MOST: usize = 16;
/// Upper bound of the text in the queue, in bytes. Batches are small, but one record may be as long as sixty-four megabytes: a
/// batch that is larger than this is queued alone.
const MOST_BYTES: usize = 48 * 1024 * 1024;

/// Bounded queue whose slots are taken in the order in which they were put, whichever is parsed first.
#[derive(Default)]
pub struct OrderedQueue {
    state: Mutex<QueueState>,
    changed: Condvar,
}

#[derive(Default)]
struct QueueState {
    slots: VecDeque<Slot>,
    /// Bytes of text in the queue and in the event that the consumer took last.
    bytes: usize,
    /// The number of the slot in front, counted from the first of all.
    front: usize,
    /// Whether the producer puts no more.
    has_ended: bool,
    /// Whether the consumer takes no more.
    is_left: bool,
}

impl QueueState {
    /// Whether nothing more will be taken.
    fn is_done(&self) -> bool {
        self.is_left || (self.has_ended && self.slots.is_empty())
    }

    /// Takes the slot in front if it is ready.
    fn ready(&mut self) -> Option<(Event<ParsedBatch>, usize)> {
        match self.slots.pop_front()? {
            Slot {
                stage: Stage::Ready(event),
                bytes,
            } => {
                self.front += 1;
                Some((event, bytes))
            }
            other => {
                self.slots.push_front(other);
                None
            }
        }
    }
}

/// An event in the queue, and the number of bytes of its text.
struct Slot {
    stage: Stage,
    bytes: usize,
}

enum Stage {
    /// An event as the consumer takes it.
    Ready(Event<ParsedBatch>),
    /// A batch that is not parsed yet.
    Raw(Batch, How),
    /// A batch that a thread is parsing.
    Away,
}

/// The producer's end of the queue. When it is dropped, nothing more comes.
pub struct Feed<'b> {
    queue: &'b OrderedQueue,
    parser: BatchParser<'b>,
    /// Parsing of the file under way.
    how: Option<How>,
}

/// The consumer's end of the queue, where events are taken in their order. When it is dropped, nothing more is wanted.
pub struct Take<'b> {
    queue: &'b OrderedQueue,
    parser: BatchParser<'b>,
    /// Bytes of text in the event that was taken last.
    in_hand: usize,
}

/// Error of a queue whose consumer takes no more.
pub struct Left;

impl OrderedQueue {
    /// The producer's end.
    pub fn feed<'b>(&'b self, parser: BatchParser<'b>) -> Feed<'b> {
        Feed {
            queue: self,
            parser,
            how: None,
        }
    }

    /// The consumer's end.
    pub fn take<'b>(&'b self, parser: BatchParser<'b>) -> Take<'b> {
        Take {
            queue: self,
            parser,
            in_hand: 0,
        }
    }

    /// Parses batches until no more come.
    pub fn help(&self, mut parser: BatchParser<'_>) {
        let mut state = self.lock();
        while !state.is_done() {
            state = match self.look_into_next(state, &mut parser) {
                Ok(state) => state,
                Err(state) => self.wait(state),
            };
        }
    }

    /// Stops the queue: nothing more is taken.
    fn leave(&self) {
        let mut state = self.lock();
        state.is_left = true;
        state.slots.clear();
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, QueueState>) -> MutexGuard<'s, QueueState> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Parses the first batch that waits for it; returns the state it was given where there is none.
    fn look_into_next<'s>(
        &'s self,
        mut state: MutexGuard<'s, QueueState>,
        parser: &mut BatchParser<'_>,
    ) -> Result<MutexGuard<'s, QueueState>, MutexGuard<'s, QueueState>> {
        let is_raw = |slot: &Slot| matches!(slot.stage, Stage::Raw(..));
        let Some(at) = state.slots.iter().position(is_raw) else {
            return Err(state);
        };
        let number = state.front + at;
        let stage = mem::replace(&mut state.slots[at].stage, Stage::Away);
        drop(state);
        // If the parser panics, no thread may wait for this batch.
        let away = Away(self);
        let ready = match stage {
            Stage::Raw(batch, how) => Stage::Ready(Event::Batch(parser.look_into(batch, how))),
            other => other,
        };
        mem::forget(away);
        let mut state = self.lock();
        // Only a ready slot is taken: this one is still there, unless the queue was stopped.
        let at = number - state.front;
        if let Some(slot) = state.slots.get_mut(at) {
            slot.stage = ready;
        }
        self.changed.notify_all();
        Ok(state)
    }
}

/// Stops the queue when it is dropped.
struct Away<'b>(&'b OrderedQueue);

impl Drop for Away<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Feed<'_> {
    /// Puts an event into the queue when there is room.
    pub fn put(&mut self, event: Event) -> Result<(), Left> {
        if let Event::File(_, format) = &event {
            self.how = How::of(format);
        }
        let stage = match (event, self.how) {
            (Event::Batch(batch), Some(how)) => Stage::Raw(batch, how),
            (Event::Batch(_), None) => return Ok(()),
            (Event::File(path, format), _) => Stage::Ready(Event::File(path, format)),
            (Event::Document(path, document, bytes), _) => Stage::Ready(Event::Document(path, document, bytes)),
            (Event::Issue(issue), _) => Stage::Ready(Event::Issue(issue)),
            (Event::End(sha256, bytes), _) => Stage::Ready(Event::End(sha256, bytes)),
            (Event::Failed(error), _) => Stage::Ready(Event::Failed(error)),
        };
        let bytes = match &stage {
            Stage::Raw(batch, _) => batch.text.len(),
            _ => 0,
        };
        let mut state = self.queue.lock();
        let is_full = |state: &QueueState| {
            state.slots.len() >= MOST || (bytes > 0 && state.bytes > 0 && state.bytes + bytes > MOST_BYTES)
        };
        while !state.is_left && is_full(&state) {
            state = match self.queue.look_into_next(state, &mut self.parser) {
                Ok(state) => state,
                Err(state) => self.queue.wait(state),
            };
        }
        if state.is_left {
            return Err(Left);
        }
        state.bytes += bytes;
        state.slots.push_back(Slot { stage, bytes });
        self.queue.changed.notify_all();
        Ok(())
    }
}

impl Drop for Feed<'_> {
    fn drop(&mut self) {
        self.queue.lock().has_ended = true;
        self.queue.changed.notify_all();
    }
}

impl Iterator for Take<'_> {
    type Item = Event<ParsedBatch>;

    fn next(&mut self) -> Option<Event<ParsedBatch>> {
        let mut state = self.queue.lock();
        state.bytes -= mem::take(&mut self.in_hand);
        self.queue.changed.notify_all();
        loop {
            if let Some((event, bytes)) = state.ready() {
                self.in_hand = bytes;
                self.queue.changed.notify_all();
                return Some(event);
            }
            if state.is_done() {
                return None;
            }
            state = match self.queue.look_into_next(state, &mut self.parser) {
                Ok(state) => state,
                Err(state) => self.queue.wait(state),
            };
        }
    }
}

impl Drop for Take<'_> {
    fn drop(&mut self) {
        self.queue.leave();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::ingest::cut::batch::Item;
    use crate::ingest::detect::format::Format;
    use crate::value::projection::Projection;

    fn batch(text: String) -> Event {
        let whole = 0..text.len();
        Event::Batch(Batch::new(text.into_bytes(), vec![Item::Row(whole)]))
    }

    /// Puts batches of the given sizes into a queue; returns the texts that were taken, at most `most`, and the number that were
    /// put.
    fn carried(sizes: &[usize], most: usize, helpers: usize) -> (Vec<String>, usize) {
        let (projection, queue) = (Projection::default(), OrderedQueue::default());
        let parser = || BatchParser::new(&projection);
        thread::scope(|scope| {
            let mut feed = queue.feed(parser());
            let put = scope.spawn(move || {
                let file = feed.put(Event::File("a.json".to_owned(), Format::Json));
                let texts = sizes
                    .iter()
                    .enumerate()
                    .map(|(number, size)| format!("{{\"n\":{number:>size$}}}"));
                let events = texts.map(batch);
                file.is_ok()
                    .then(|| events.map(|event| feed.put(event)).take_while(Result::is_ok).count())
            });
            for _ in 0..helpers {
                scope.spawn(|| queue.help(parser()));
            }
            let taken = queue.take(parser()).filter_map(|event| match event {
                Event::Batch(ParsedBatch::Rows(parsed)) => {
                    assert!(parsed.with_dependent(|_, rows| rows.rows.iter().all(Result::is_ok)));
                    Some(parsed.borrow_owner().text.clone())
                }
                _ => None,
            });
            let taken = taken.take(most).collect();
            (taken, put.join().unwrap().unwrap_or_default())
        })
    }

    #[test]
    fn everything_comes_in_order_and_looked_into_whoever_does_it() {
        let sizes: Vec<usize> = (0..500).map(|number| 1 + number * 7919 % 4000).collect();
        let expected: Vec<String> = sizes
            .iter()
            .enumerate()
            .map(|(number, size)| format!("{{\"n\":{number:>size$}}}"))
            .collect();
        for helpers in 0..3 {
            let (taken, put) = carried(&sizes, usize::MAX, helpers);
            assert!(taken == expected && put == 500, "with {helpers} helpers");
        }
    }

    #[test]
    fn who_puts_on_stops_when_nothing_more_is_taken() {
        let (taken, put) = carried(&[10; 500], 3, 1);
        assert_eq!(taken.len(), 3);
        assert!(put < 3 + 2 * MOST, "{put} were put on");
    }

    #[test]
    fn what_does_not_fit_waits_and_what_is_larger_than_all_goes_alone() {
        let (projection, queue) = (Projection::default(), OrderedQueue::default());
        let mut take = queue.take(BatchParser::new(&projection));
        thread::scope(|scope| {
            let mut feed = queue.feed(BatchParser::new(&projection));
            let put = scope.spawn(move || {
                let _ = feed.put(Event::File("a.json".to_owned(), Format::Json));
                for size in [MOST_BYTES / 2, 2 * MOST_BYTES, 1] {
                    let _ = feed.put(batch(" ".repeat(size)));
                }
            });
            let _ = take.next();
            for expected in [MOST_BYTES / 2, 2 * MOST_BYTES, 1] {
                assert!(
                    matches!(take.next(), Some(Event::Batch(ParsedBatch::Rows(parsed))) if parsed.borrow_owner().text.len() == expected)
                );
                thread::sleep(Duration::from_millis(50));
                let waits = queue.lock().slots.is_empty();
                assert!(
                    waits || expected == 1,
                    "the batch behind {expected} bytes does not wait"
                );
            }
            let _ = put.join();
        });
    }

    #[test]
    fn a_parser_that_panics_leaves_nobody_waiting() {
        let queue = OrderedQueue::default();
        drop(Away(&queue));
        let projection = Projection::default();
        assert!(queue.take(BatchParser::new(&projection)).next().is_none());
        assert!(
            queue
                .feed(BatchParser::new(&projection))
                .put(Event::End(String::new(), 0))
                .is_err()
        );
    }
}
