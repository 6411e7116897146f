//! What is behind a grain's reference: finds the owner for every message, and the way there that is warm.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;

use crate::actor::port;
use crate::actor::{ActorPath, RefTarget, SendFault, StopKind, Unsent};
use crate::cluster::hash_of;
use crate::grain::activation::{Live, Parcel};
use crate::grain::host::{Accepted, Host, Place};
use crate::grain::router::path_of;
use crate::grain::service::{Grains, Service};
use crate::grain::spec::{GrainSpec, Shown};
use crate::system::ActorSystem;
use crate::wire::{KeyBytes, KeyError};

/// Attempts at a grain whose owner changes while a message is on its way.
const ATTEMPTS: usize = 3;

/// The grain of one key, wherever it is.
pub(super) struct GrainTarget<G: GrainSpec> {
    system: ActorSystem,
    key: G::Key,
    bytes: Result<KeyBytes, KeyError>,
    hash: u64,
    service: OnceLock<Arc<Service>>,
    /// A message has gone to an activation of this node before.
    used: AtomicBool,
    /// The way there, from the second such message on: many references serve one call only.
    warm: OnceLock<ArcSwap<Warm<G>>>,
}

/// The activation that had the last message, good as long as the view does not change.
struct Warm<G: GrainSpec> {
    version: u64,
    service: Arc<Service>,
    place: Arc<Place<G>>,
    live: Live<G::Protocol>,
}

impl<G: GrainSpec> GrainTarget<G> {
    pub(super) fn new(system: ActorSystem, key: G::Key) -> Self {
        let bytes = KeyBytes::of(&key);
        let hash = bytes
            .as_ref()
            .map_or(0, |bytes| hash_of(Host::<G>::KIND, bytes.as_slice()));
        Self {
            system,
            key,
            bytes,
            hash,
            service: OnceLock::new(),
            used: AtomicBool::new(false),
            warm: OnceLock::new(),
        }
    }

    /// The service of this node; looked up once, since every call to another node passes here.
    fn service(&self) -> Option<&Arc<Service>> {
        if self.service.get().is_none() {
            // Another thread may have been first with the same service.
            let _ = self.service.set(Grains::of(&self.system)?);
        }
        self.service.get()
    }

    /// Finds the owner and hands the message over; on this node that may make an activation.
    fn route(&self, mut message: G::Protocol) -> Result<(), Unsent<G::Protocol>> {
        let Some(service) = self.service() else {
            return Err(Unsent {
                fault: SendFault::NoGrains,
                message,
            });
        };
        let bytes = match &self.bytes {
            Ok(bytes) => bytes,
            Err(error) => {
                return Err(Unsent {
                    fault: SendFault::GrainKey(*error),
                    message,
                });
            }
        };
        let router = service.router();
        for _ in 0..ATTEMPTS {
            let (owner, version) = router.owner(self.hash);
            if owner != router.cluster().me() {
                return router.send(owner, Host::<G>::KIND, bytes, message);
            }
            let Some(host) = service.host::<G>() else {
                return Err(Unsent {
                    fault: SendFault::NoSuchGrainKind,
                    message,
                });
            };
            match host.accept(bytes, &self.key, Parcel::Message(message)) {
                Accepted::By(place, live) => {
                    self.remember(|| Warm {
                        version,
                        service: Arc::clone(service),
                        place,
                        live,
                    });
                    return Ok(());
                }
                Accepted::Waiting => return Ok(()),
                Accepted::Elsewhere(parcel) => message = parcel.into_message(),
                Accepted::Refused(fault, parcel) => {
                    return Err(Unsent {
                        fault,
                        message: parcel.into_message(),
                    });
                }
            }
        }
        Err(Unsent {
            fault: SendFault::GrainMoving,
            message,
        })
    }
}

impl<G: GrainSpec> GrainTarget<G> {
    /// Hands a message over for which there was no room, to whoever is the owner when there is.
    async fn wait(&self, mut message: G::Protocol) -> Result<(), Unsent<G::Protocol>> {
        loop {
            let fault = match self.deliver(message) {
                Err(unsent) if unsent.fault.is_full() => {
                    message = unsent.message;
                    unsent.fault
                }
                done => return done,
            };
            // Both are there, or the fault would be another one.
            let (Some(service), Ok(bytes)) = (self.service(), &self.bytes) else {
                return Err(Unsent { fault, message });
            };
            let router = service.router();
            let (owner, _) = router.owner(self.hash);
            let waited = if owner != router.cluster().me() {
                let kind = Host::<G>::KIND;
                router.send_waiting(owner, kind, bytes, message).await
            } else if let Some(host) = service.host::<G>() {
                host.wait(bytes, message).await
            } else {
                return Err(Unsent { fault, message });
            };
            match waited {
                Err(unsent) if unsent.fault.is_full() || router.owner(self.hash).0 != owner => {
                    message = unsent.message;
                }
                done => return done,
            }
        }
    }

    fn remember(&self, way: impl FnOnce() -> Warm<G>) {
        if !self.used.load(Ordering::Relaxed) {
            self.used.store(true, Ordering::Relaxed);
        } else if let Some(warm) = self.warm.get() {
            warm.store(Arc::new(way()));
        } else {
            // Another thread may be first, with a way as good as this one.
            let _ = self.warm.set(ArcSwap::from_pointee(way()));
        }
    }
}

impl<G: GrainSpec> RefTarget<G::Protocol> for GrainTarget<G> {
    fn deliver(&self, message: G::Protocol) -> Result<(), Unsent<G::Protocol>> {
        let Some(warm) = self.warm.get() else {
            return self.route(message);
        };
        let warm = warm.load();
        let moved = warm.version != warm.service.router().cluster().version();
        if moved || warm.place.slot.is_holding() {
            return self.route(message);
        }
        warm.place.slot.touch();
        match warm.live.actor.deliver(message) {
            Err(Unsent {
                fault: SendFault::Stopped,
                message,
            }) => self.route(message),
            delivered => delivered,
        }
    }

    fn deliver_waiting(&self, message: G::Protocol) -> port::Waiting<'_, G::Protocol> {
        Box::pin(self.wait(message))
    }

    fn path(&self) -> ActorPath {
        match &self.bytes {
            Ok(bytes) => path_of::<G>(bytes.as_slice()),
            Err(_) => ActorPath::new(format!("/grain/{}/{}", G::NAME, Shown(&self.key))),
        }
    }

    fn identity(&self) -> u64 {
        self.hash
    }

    fn stop(&self, how: StopKind) {
        let host = self.service().and_then(|service| service.host::<G>());
        if let (Some(host), Ok(bytes)) = (host, &self.bytes) {
            host.end(bytes, how);
        }
    }
}
