//! Remoting over loopback in one process: tells, asks, and a bare QUIC round trip to compare with.
//!
//! `cargo bench -p akt-benches --bench remote [-- raw|ask|tell|tell64|tell1k|tell64k]`

#![allow(
    missing_docs,
    unreachable_pub,
    missing_debug_implementations,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a bench talks, fails loudly and measures real time"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use akt::prelude::*;
use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const RUNS: usize = 5;

#[message]
#[derive(Debug)]
pub struct Payload {
    pub words: [u64; 8],
}

#[actor(remote, name = "bench.Sink")]
struct Sink {
    received: Arc<AtomicU64>,
}

#[handlers]
impl Sink {
    #[handler]
    pub fn take(&mut self, payload: Payload) {
        self.received.fetch_add(payload.words[0], Ordering::Relaxed);
    }

    #[handler]
    pub fn bulk(&mut self, bytes: Vec<u8>) {
        self.received
            .fetch_add(u64::from(bytes[0]), Ordering::Relaxed);
    }

    #[handler]
    pub fn echo(&self, number: u64) -> u64 {
        number
    }
}

fn now() -> Instant {
    Instant::now()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn report_latency(name: &str, mut nanos: Vec<u64>) {
    nanos.sort_unstable();
    let at = |percent: usize| nanos[(nanos.len() - 1) * percent / 100] as f64 / 1000.0;
    println!(
        "{name:<28} p50 {:>7.1} µs   p90 {:>7.1} µs   p99 {:>7.1} µs",
        at(50),
        at(90),
        at(99)
    );
}

async fn node() -> Result<(ActorSystem, Remote)> {
    let system = ActorSystem::new("bench")?;
    let identity = Identity::development("a phrase for benches")?;
    let remote = Remote::builder()
        .bind("127.0.0.1:0")
        .identity(identity)
        .start(&system)
        .await?;
    Ok((system, remote))
}

struct Pair {
    sink: SinkRef,
    received: Arc<AtomicU64>,
    systems: [ActorSystem; 2],
}

async fn pair() -> Result<Pair> {
    let ((here, from), (there, to)) = (node().await?, node().await?);
    let received = Arc::new(AtomicU64::new(0));
    there
        .spawn(Sink {
            received: Arc::clone(&received),
        })
        .name("sink")
        .await?;
    let sink = from.lookup::<Sink>(to.local_addr(), "sink").await?;
    Ok(Pair {
        sink,
        received,
        systems: [here, there],
    })
}

async fn until(counter: &AtomicU64, count: u64) {
    while counter.load(Ordering::Relaxed) < count {
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
}

/// Sends `count` messages as fast as they are taken; gives messages per second.
async fn tell(pair: &Pair, count: u64, size: usize) -> f64 {
    let before = pair.received.load(Ordering::Relaxed);
    let begin = now();
    for _ in 0..count {
        loop {
            let sent = if size == 64 {
                pair.sink.take(Payload { words: [1; 8] }).tell().is_ok()
            } else {
                pair.sink.bulk(vec![1; size]).tell().is_ok()
            };
            if sent {
                break;
            }
            tokio::time::sleep(Duration::from_micros(100)).await;
        }
    }
    until(&pair.received, before + count).await;
    count as f64 / begin.elapsed().as_secs_f64()
}

async fn tells(wanted: impl Fn(&str) -> bool) -> Result<()> {
    let pair = Arc::new(pair().await?);
    for (name, size, count) in [
        ("tell64", 64, 2_000_000),
        ("tell1k", 1024, 200_000),
        ("tell64k", 65_536, 5_000),
    ] {
        if !wanted(name) && !wanted("tell") {
            continue;
        }
        let mut rates = Vec::new();
        for _ in 0..RUNS {
            let pair = Arc::clone(&pair);
            rates.push(tokio::spawn(async move { tell(&pair, count, size).await }).await?);
        }
        println!("tell {size:>6} B                {:>10.0} /s", median(rates));
    }
    for system in &pair.systems {
        system.shutdown().await;
    }
    Ok(())
}

async fn asks() -> Result<()> {
    let pair = pair().await?;
    let sink = pair.sink.clone();
    let nanos = tokio::spawn(async move {
        let mut nanos = Vec::new();
        for number in 0..20_000 {
            let begin = now();
            assert_eq!(sink.echo(number).await, Ok(number));
            nanos.push(u64::try_from(begin.elapsed().as_nanos()).unwrap());
        }
        nanos
    })
    .await?;
    report_latency("ask, one at a time", nanos);
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        let begin = now();
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let sink = pair.sink.clone();
                tokio::spawn(async move {
                    for number in 0..3_000 {
                        assert_eq!(sink.echo(number).await, Ok(number));
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await?;
        }
        rates.push(64.0 * 3_000.0 / begin.elapsed().as_secs_f64());
    }
    println!("ask, 64 in flight            {:>10.0} /s", median(rates));
    for system in &pair.systems {
        system.shutdown().await;
    }
    Ok(())
}

async fn raw_pair() -> Result<(quinn::Connection, quinn::Connection)> {
    let key = rcgen::generate_simple_self_signed(vec!["akt".to_owned()])?;
    let certificate = key.cert.der().clone();
    let secret = rustls::pki_types::PrivatePkcs8KeyDer::from(key.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], secret.into())?;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate)?;
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let server = quinn::ServerConfig::with_crypto(Arc::new(QuicServerConfig::try_from(server)?));
    let server = quinn::Endpoint::server(server, "127.0.0.1:0".parse()?)?;
    let endpoint = quinn::Endpoint::client("127.0.0.1:0".parse()?)?;
    let config = quinn::ClientConfig::new(Arc::new(QuicClientConfig::try_from(client)?));
    let connecting = endpoint.connect_with(config, server.local_addr()?, "akt")?;
    let (connection, accepted) =
        tokio::join!(connecting, async { server.accept().await.unwrap().await });
    Ok((connection?, accepted?))
}

/// A bare QUIC connection that echoes 64 bytes on one stream.
async fn raw() -> Result<()> {
    let (connection, accepted) = raw_pair().await?;
    let echo = tokio::spawn(async move {
        let (mut send, mut recv) = accepted.accept_bi().await.unwrap();
        let mut bytes = [0; 64];
        while recv.read_exact(&mut bytes).await.is_ok() {
            send.write_all(&bytes).await.unwrap();
        }
    });
    let nanos = tokio::spawn(async move {
        let (mut send, mut recv) = connection.open_bi().await.unwrap();
        let mut nanos = Vec::new();
        let mut bytes = [7; 64];
        for _ in 0..20_000 {
            let begin = now();
            send.write_all(&bytes).await.unwrap();
            recv.read_exact(&mut bytes).await.unwrap();
            nanos.push(u64::try_from(begin.elapsed().as_nanos()).unwrap());
        }
        connection.close(0_u32.into(), b"done");
        nanos
    })
    .await?;
    report_latency("bare QUIC round trip", nanos);
    echo.await?;
    Ok(())
}

/// A bare QUIC stream of 64 KiB chunks, as frames of the size that a tell of 64 bytes has here.
async fn raw_stream() -> Result<()> {
    const FRAME: usize = 112;
    const CHUNK: usize = 64 * 1024;
    let (connection, accepted) = raw_pair().await?;
    let reader = tokio::spawn(async move {
        let mut stream = accepted.accept_uni().await.unwrap();
        let mut buffer = vec![0; CHUNK];
        let mut total = 0;
        while let Some(count) = stream.read(&mut buffer).await.unwrap() {
            total += count;
        }
        total
    });
    let rate = tokio::spawn(async move {
        let begin = now();
        let mut stream = connection.open_uni().await.unwrap();
        for _ in 0..4_000 {
            stream.write_chunk(vec![7; CHUNK].into()).await.unwrap();
        }
        stream.finish().unwrap();
        let total = reader.await.unwrap();
        let rate = (total / FRAME) as f64 / begin.elapsed().as_secs_f64();
        connection.close(0_u32.into(), b"done");
        rate
    })
    .await?;
    println!("bare QUIC, frames of 112 B   {rate:>10.0} /s");
    Ok(())
}

fn main() -> Result<()> {
    let only: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let wanted = move |name: &str| only.is_empty() || only.iter().any(|only| only == name);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        if wanted("raw") {
            raw().await?;
            raw_stream().await?;
        }
        if wanted("ask") {
            asks().await?;
        }
        tells(wanted).await
    })
}
