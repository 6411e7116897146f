//! Queues in files: their rules, crashes, damage, fencing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::redb::{Database, ReadableTable, TableDefinition};
use tokio::runtime::Builder;

use super::DeliveryStore;
use super::queue::sum;
use crate::base::id::next_uid;
use crate::base::rng::Rng;
use crate::pattern::delivery::{Batch, DurableQueue, QueueError, check_queue};

/// A folder that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("akt-redb-{}-{}", std::process::id(), next_uid());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

fn numbered(numbers: impl IntoIterator<Item = u64>) -> Vec<(u64, Arc<String>)> {
    let message = |number| (number, Arc::new(format!("message {number}")));
    numbers.into_iter().map(message).collect()
}

/// Makes a store with messages 1 to 50 in the queue `q`, of which the even ones are confirmed.
async fn filled(path: &Path) -> DeliveryStore {
    let store = DeliveryStore::open(path).await.unwrap();
    let mut queue = store.queue::<String>("q");
    let epoch = queue.load(0).await.unwrap().epoch;
    for tens in 0..5 {
        let stored = numbered(tens * 10 + 1..=tens * 10 + 10);
        queue
            .write(epoch, &Batch::new(stored, Vec::new()))
            .await
            .unwrap();
    }
    let even = (1..=50).filter(|number| number % 2 == 0).collect();
    queue
        .write(epoch, &Batch::new(Vec::new(), even))
        .await
        .unwrap();
    store
}

fn odd() -> Vec<(u64, Arc<String>)> {
    numbered((1..=50).filter(|number| number % 2 == 1))
}

#[test]
fn a_file_keeps_the_rules_of_durable_queues() {
    let folder = Folder::new();
    run(async {
        let store = DeliveryStore::open(folder.file("a")).await.unwrap();
        let checked = check_queue(|| store.queue("q"), |number| number.to_string()).await;
        assert_eq!(checked, Ok(()));
    });
}

#[test]
fn queues_of_one_file_do_not_see_each_other() {
    let folder = Folder::new();
    run(async {
        let store = filled(&folder.file("a")).await;
        for name in ["", "p", "qq", "r"] {
            let loaded = store.queue::<String>(name).load(0).await.unwrap();
            assert!(loaded.unconfirmed.is_empty(), "{name}");
        }
        let loaded = store.queue::<String>("q").load(0).await.unwrap();
        assert_eq!(loaded.unconfirmed, odd());
    });
}

/// What a crash leaves is the file as it is at that moment, with the store still open.
#[test]
fn a_file_without_a_clean_close_holds_what_was_written() {
    let folder = Folder::new();
    run(async {
        let store = filled(&folder.file("a")).await;
        fs::copy(folder.file("a"), folder.file("crashed")).unwrap();
        drop(store);
        let store = DeliveryStore::open(folder.file("crashed")).await.unwrap();
        let loaded = store.queue::<String>("q").load(0).await.unwrap();
        assert_eq!((loaded.unconfirmed, loaded.next), (odd(), 51));
    });
}

#[test]
fn a_file_is_open_once_at_a_time() {
    let folder = Folder::new();
    run(async {
        let store = filled(&folder.file("a")).await;
        let second = DeliveryStore::open(folder.file("a")).await;
        assert_eq!(second.err(), Some(QueueError::InUse));
        drop(store);
        assert!(DeliveryStore::open(folder.file("a")).await.is_ok());
    });
}

#[test]
fn what_is_no_store_is_damaged() {
    let folder = Folder::new();
    fs::write(folder.file("a"), "no store at all".repeat(1000)).unwrap();
    let opened = run(DeliveryStore::open(folder.file("a")));
    assert!(matches!(opened, Err(QueueError::Damaged(_))), "{opened:?}");
    let opened = run(DeliveryStore::open(folder.0.join("no/such/folder")));
    assert!(matches!(opened, Err(QueueError::Failed(_))), "{opened:?}");
}

#[test]
fn another_type_is_refused_as_long_as_messages_are_left() {
    let folder = Folder::new();
    run(async {
        let store = filled(&folder.file("a")).await;
        let refused = store.queue::<u64>("q").load(0).await;
        assert!(matches!(refused, Err(QueueError::Incompatible { .. })));
        let mut queue = store.queue::<String>("q");
        let loaded = queue.load(0).await.unwrap();
        let all = loaded.unconfirmed.iter().map(|(seq, _)| *seq).collect();
        queue
            .write(loaded.epoch, &Batch::new(Vec::new(), all))
            .await
            .unwrap();
        let loaded = store.queue::<u64>("q").load(0).await.unwrap();
        assert_eq!(loaded.next, 51);
    });
}

/// As it was stored, and no message: one by an older program, which asked for less.
#[test]
fn a_message_that_cannot_be_read_is_left_out_and_stays() {
    let folder = Folder::new();
    run(async {
        drop(filled(&folder.file("a")).await);
        let database = Database::create(folder.file("a")).unwrap();
        let write = database.begin_write().unwrap();
        {
            let mut table = write.open_table(MESSAGES).unwrap();
            let mut stored = sum("q", 3, &[0; 3]).to_le_bytes().to_vec();
            stored.extend_from_slice(&[0; 3]);
            table.insert(("q", 3), stored.as_slice()).unwrap();
        }
        write.commit().unwrap();
        drop(database);
        let store = DeliveryStore::open(folder.file("a")).await.unwrap();
        for _ in 0..2 {
            let loaded = store.queue::<String>("q").load(0).await.unwrap();
            let mut others = odd();
            others.retain(|(seq, _)| *seq != 3);
            assert_eq!((loaded.unconfirmed, loaded.next), (others, 51));
            let left: Vec<_> = loaded.unreadable.iter().map(|(seq, _)| *seq).collect();
            assert_eq!(left, [3]);
        }
    });
}

const MESSAGES: TableDefinition<'_, (&str, u64), &[u8]> =
    TableDefinition::new("akt.delivery.1.messages");

/// Bytes of a message are changed by somebody who keeps the database's own checksums right.
#[test]
fn a_message_that_was_changed_is_found_by_its_own_checksum() {
    let folder = Folder::new();
    run(async {
        drop(filled(&folder.file("a")).await);
        let database = Database::create(folder.file("a")).unwrap();
        let write = database.begin_write().unwrap();
        {
            let mut table = write.open_table(MESSAGES).unwrap();
            let one = table.get(("q", 1)).unwrap().unwrap().value().to_vec();
            table.insert(("q", 3), one.as_slice()).unwrap();
        }
        write.commit().unwrap();
        drop(database);
        let store = DeliveryStore::open(folder.file("a")).await.unwrap();
        let loaded = store.queue::<String>("q").load(0).await;
        let expected = "message 3: its checksum is wrong";
        assert_eq!(loaded.err(), Some(QueueError::Damaged(Arc::from(expected))));
    });
}

/// Cuts and flips: what opens and loads has the right messages or says that it is damaged; nothing panics.
#[test]
fn a_damaged_file_is_an_error_and_never_another_message() {
    let folder = Folder::new();
    run(async {
        drop(filled(&folder.file("a")).await);
        let whole = fs::read(folder.file("a")).unwrap();
        let mut rng = Rng::seeded(11);
        let mut errors = 0;
        for round in 0..60 {
            let mut bytes = whole.clone();
            let at = usize::try_from(rng.next_u64()).unwrap() % whole.len();
            if round % 3 == 0 {
                bytes.truncate(at.max(1));
            } else {
                for byte in bytes.iter_mut().skip(at).take(64) {
                    *byte ^= 0x5a;
                }
            }
            let path = folder.file("damaged");
            fs::write(&path, &bytes).unwrap();
            let loaded = match DeliveryStore::open(&path).await {
                Ok(store) => store.queue::<String>("q").load(0).await,
                Err(error) => Err(error),
            };
            match loaded {
                Ok(loaded) => {
                    let mut known = odd();
                    known.extend(numbered((1..=50).filter(|number| number % 2 == 0)));
                    for message in &loaded.unconfirmed {
                        assert!(known.contains(message), "round {round}: {message:?}");
                    }
                }
                Err(error) => {
                    errors += 1;
                    assert!(
                        matches!(error, QueueError::Damaged(_) | QueueError::Failed(_)),
                        "round {round}: {error}"
                    );
                }
            }
        }
        assert!(errors > 10, "damage is noticed: {errors}");
    });
}
