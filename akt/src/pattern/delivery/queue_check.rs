//! The rules of a durable queue, tried on one: for those who write their own.

use std::sync::Arc;

use crate::pattern::delivery::{Batch, DurableQueue, Loaded, QueueError};

/// Tries the rules of [`DurableQueue`] on a new, empty queue. `open` gives handles of the same queue, `message` makes
/// messages.
///
/// ```
/// use akt::pattern::delivery::{MemoryQueue, check_queue};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let queue = MemoryQueue::new();
/// assert_eq!(check_queue(|| queue.clone(), |number| number).await, Ok(()));
/// # });
/// ```
///
/// # Errors
/// The first rule that does not hold, in words.
pub async fn check_queue<M, Q>(
    mut open: impl FnMut() -> Q,
    message: impl Fn(u64) -> M,
) -> Result<(), String>
where
    M: Send + Sync + PartialEq + 'static,
    Q: DurableQueue<M>,
{
    let stored = |numbers: &[u64]| -> Vec<(u64, Arc<M>)> {
        let numbers = numbers.iter();
        numbers.map(|&n| (n, Arc::new(message(n)))).collect()
    };
    let (mut first, mut second) = (open(), open());
    let empty = load(&mut first, 40).await?;
    claim(empty.epoch >= 40, "the epoch is as high as was asked for")?;
    claim(
        empty.next == 1 && empty.unconfirmed.is_empty(),
        "a new queue is empty",
    )?;
    let epoch = empty.epoch;
    write(&mut first, epoch, stored(&[1, 2, 3]), &[]).await?;
    write(&mut first, epoch, stored(&[4]), &[1, 3]).await?;
    // A write that is repeated, and one that brings another message under an old number.
    write(&mut first, epoch, stored(&[4]), &[1, 3]).await?;
    let other = vec![(2, Arc::new(message(99))), (3, Arc::new(message(98)))];
    write(&mut first, epoch, other, &[]).await?;
    let taken = load(&mut second, 0).await?;
    claim(taken.log == empty.log, "the log stays the same")?;
    claim(taken.epoch > epoch, "each load raises the epoch")?;
    claim(taken.next == 5, "the next number is one past the greatest")?;
    claim(
        taken.unconfirmed == stored(&[2, 4]),
        "what was stored first and not confirmed is there, in order",
    )?;
    let late = first.write(epoch, &Batch::new(stored(&[5]), vec![2])).await;
    claim(
        late == Err(QueueError::Fenced { by: taken.epoch }),
        "a write of an old epoch is refused",
    )?;
    write(&mut second, taken.epoch, Vec::new(), &[2, 4]).await?;
    let left = load(&mut second, 0).await?;
    claim(
        left.unconfirmed.is_empty() && left.next == 5,
        "a refused write changes nothing, and numbers are not used again",
    )
}

async fn load<M, Q: DurableQueue<M>>(queue: &mut Q, at_least: u64) -> Result<Loaded<M>, String> {
    let loaded = queue.load(at_least).await;
    loaded.map_err(|error| format!("the queue can be loaded: {error}"))
}

async fn write<M, Q: DurableQueue<M>>(
    queue: &mut Q,
    epoch: u64,
    stored: Vec<(u64, Arc<M>)>,
    confirmed: &[u64],
) -> Result<(), String> {
    let batch = Batch::new(stored, confirmed.to_vec());
    let written = queue.write(epoch, &batch).await;
    written.map_err(|error| format!("the current epoch can write: {error}"))
}

fn claim(holds: bool, rule: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::check_queue;
    use crate::pattern::delivery::{Batch, DurableQueue, Loaded, MemoryQueue, QueueError};

    /// Says that it has written what it must not write.
    struct Careless(MemoryQueue<u64>);

    impl DurableQueue<u64> for Careless {
        async fn load(&mut self, at_least: u64) -> Result<Loaded<u64>, QueueError> {
            self.0.load(at_least).await
        }

        async fn write(&mut self, epoch: u64, batch: &Batch<u64>) -> Result<(), QueueError> {
            match self.0.write(epoch, batch).await {
                Err(QueueError::Fenced { .. }) => Ok(()),
                other => other,
            }
        }
    }

    /// Forgets everything with each load.
    struct Forgetful;

    impl DurableQueue<u64> for Forgetful {
        async fn load(&mut self, at_least: u64) -> Result<Loaded<u64>, QueueError> {
            Ok(Loaded::new(1, at_least.max(100), 1, Vec::new()))
        }

        async fn write(&mut self, _: u64, _: &Batch<u64>) -> Result<(), QueueError> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_queue_that_breaks_a_rule_is_told_which() {
        let queue = MemoryQueue::new();
        let careless = check_queue(|| Careless(queue.clone()), |number| number).await;
        let rule = "a write of an old epoch is refused";
        assert_eq!(careless, Err(rule.to_owned()));
        let forgetful = check_queue(|| Forgetful, |number| number).await;
        let rule = "each load raises the epoch";
        assert_eq!(forgetful, Err(rule.to_owned()));
    }
}
