//! The file: opened once, shared by its queues, reached from threads for blocking work.

use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::redb::{Database, DatabaseError};

use crate::base::limits::{DELIVERY_QUEUE_ATTEMPTS, DELIVERY_QUEUE_BACKOFF};
use crate::base::{panic, time};
use crate::dispatch::task;
use crate::integration::redb::FileQueue;
use crate::pattern::delivery::QueueError;
use crate::wire::Wire;

/// A file of durable queues. Cheap to clone; the file is closed when the last clone, and the last of its queues, is gone.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use akt::integration::redb::DeliveryStore;
/// use akt::pattern::delivery::Delivery;
/// use akt::prelude::*;
///
/// #[message]
/// pub struct Order { pub amount: u64 }
///
/// #[actor]
/// struct Desk;
///
/// #[handlers]
/// impl Desk {
///     #[handler(message)]
///     fn on_order(&mut self, order: Delivery<Order>) {
///         assert_eq!(order.amount, 3);
///     }
/// }
///
/// # let path = std::env::temp_dir().join(format!("akt-doc-{}.redb", std::process::id()));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let system = ActorSystem::new("shop")?;
/// let desk = system.spawn(Desk).await?;
/// let store = DeliveryStore::open(&path).await?;
/// let orders = Delivery::to(&desk)
///     .named("orders")
///     .durable(store.queue("orders"))
///     .start(&system)
///     .await?;
/// orders.send(Order { amount: 3 }).await?; // it is on disk
/// orders.flush().await?;
/// # system.shutdown().await;
/// # drop(store);
/// # std::fs::remove_file(&path)?;
/// # Ok::<_, Box<dyn std::error::Error>>(()) }).unwrap(); }
/// ```
#[derive(Clone)]
pub struct DeliveryStore {
    database: Arc<Database>,
    path: Arc<PathBuf>,
}

impl DeliveryStore {
    /// Opens a file, or makes it.
    ///
    /// # Errors
    /// [`QueueError::InUse`] when it stays open elsewhere over a few tries, [`QueueError::Damaged`] when it is no store or
    /// cannot be repaired, [`QueueError::Failed`] when the file system says no.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, QueueError> {
        let path = Arc::new(path.as_ref().to_owned());
        let mut waits = DELIVERY_QUEUE_BACKOFF.delays();
        loop {
            let at = Arc::clone(&path);
            match blocking(move || open(&at)).await {
                Ok(database) => {
                    let database = Arc::new(database);
                    return Ok(Self { database, path });
                }
                Err(QueueError::InUse) if waits.attempts() + 1 < DELIVERY_QUEUE_ATTEMPTS => {}
                Err(error) => return Err(error),
            }
            time::sleep(waits.advance()).await;
        }
    }

    /// A queue of this file. Two with the same name are the same queue: whoever loads it last may write.
    ///
    /// One name is for one type of messages.
    #[must_use]
    pub fn queue<M: Wire + Sync>(&self, name: impl AsRef<str>) -> FileQueue<M> {
        FileQueue {
            database: Arc::clone(&self.database),
            name: Arc::from(name.as_ref()),
            messages: PhantomData,
        }
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Debug for DeliveryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveryStore")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

fn open(path: &Path) -> Result<Database, QueueError> {
    Database::create(path).map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => QueueError::InUse,
        DatabaseError::Storage(error) => failed(error),
        // Repairs that are given up, formats of other versions: trying again does not help.
        other => QueueError::Damaged(Arc::from(other.to_string())),
    })
}

/// What an error of redb means.
pub(super) fn failed(error: impl Into<::redb::Error>) -> QueueError {
    use ::redb::Error;
    let error = error.into();
    let text = Arc::from(error.to_string());
    match error {
        Error::Corrupted(_)
        | Error::UpgradeRequired(_)
        | Error::RepairAborted
        | Error::TableTypeMismatch { .. }
        | Error::TypeDefinitionChanged { .. }
        | Error::TableIsMultimap(_) => QueueError::Damaged(text),
        Error::Io(error) if is_damage(&error) => QueueError::Damaged(text),
        _ => QueueError::Failed(text),
    }
}

/// Whether the file system says that the file is not what it should be.
fn is_damage(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, UnexpectedEof};
    matches!(error.kind(), InvalidData | UnexpectedEof)
}

/// Runs `body` on a thread for blocking work. A panic of the database means that the file is not as it should be.
pub(super) async fn blocking<T: Send + 'static>(
    body: impl FnOnce() -> Result<T, QueueError> + Send + 'static,
) -> Result<T, QueueError> {
    let caught = task::spawn_blocking(move || {
        panic::catch(body).unwrap_or_else(|payload| {
            panic::discard(payload);
            let text = "the database panicked over it; the log says where";
            Err(QueueError::Damaged(Arc::from(text)))
        })
    });
    caught.await.unwrap_or_else(|error| {
        let text = format!("the runtime has ended: {error}");
        Err(QueueError::Failed(Arc::from(text)))
    })
}
