//! Caches of one assessment, by their type. Each kind of evidence declares its cache in its own file, so that the context that
//! all kinds share names none of them.

use std::any::Any;
use std::sync::OnceLock;

/// Append-only list of one value for each type. A value is found without a lock: every subject of every control looks it up here,
/// and there are about ten types.
#[derive(Default)]
pub(super) struct Caches(OnceLock<Box<Link>>);

struct Link {
    value: Box<dyn Any + Send + Sync>,
    rest: Caches,
}

impl Caches {
    /// The value of a type, made on the first call.
    pub(super) fn get<T: Any + Default + Send + Sync>(&self) -> &T {
        let mut at = self;
        loop {
            let link = at.0.get_or_init(|| {
                Box::new(Link {
                    value: Box::new(T::default()),
                    rest: Caches::default(),
                })
            });
            match link.value.downcast_ref() {
                Some(found) => return found,
                None => at = &link.rest,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    #[test]
    fn each_type_has_one_value_that_keeps_what_was_written_into_it() {
        let caches = Caches::default();
        caches.get::<AtomicU8>().store(7, Ordering::Relaxed);
        caches.get::<OnceLock<u64>>().get_or_init(|| 9);
        assert_eq!(caches.get::<AtomicU8>().load(Ordering::Relaxed), 7);
        assert_eq!(caches.get::<OnceLock<u64>>().get(), Some(&9));
    }
}
