//! The socket and its configuration, and what quinn's errors mean.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};
use quinn::{
    ClientConfig, ConnectionError, Endpoint, EndpointConfig, IdleTimeout, ServerConfig,
    TransportConfig, VarInt,
};

use crate::base::{limits, time};
use crate::remote::RemoteError;
use crate::remote::proto::association::Why;
use crate::remote::proto::handshake::{Refusal, RefusalReason};
use crate::remote::quic::identity::{Identity, IdentityError};
use crate::remote::quic::silence::Unfinished;
use crate::remote::quic::socket::{Socket, SocketEnd};

/// What both ends must speak. The number changes when a node of the old kind could not even refuse properly.
const ALPN: &[u8] = b"akt/1";
/// Bytes that one lane may have on its way without an acknowledgement; a 10 ms path of 3 Gbit/s.
const STREAM_WINDOW: u32 = 4 * 1024 * 1024;
/// The same for all lanes of a connection.
const CONNECTION_WINDOW: u32 = 16 * 1024 * 1024;
/// Datagrams carry gossip, which repeats itself: a short queue.
const DATAGRAM_BUFFER: usize = 256 * 1024;
/// One control stream per connection, and one to spare.
const CONTROL_STREAMS: u32 = 2;
/// QUIC error codes of TLS alerts begin here and end below twice as much.
const CRYPTO_ERRORS: core::ops::Range<u64> = 0x100..0x200;
/// The code of every close by this protocol; what matters is the text.
pub(crate) const CLOSE_CODE: VarInt = VarInt::from_u32(1);

/// How the transport behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transport {
    pub(crate) idle_timeout: Duration,
    pub(crate) keep_alive: Duration,
}

/// The socket, ready to dial and to be dialled.
#[derive(Debug, Clone)]
pub(crate) struct QuicEndpoint {
    pub(crate) endpoint: Endpoint,
    client: ClientConfig,
    name: String,
    end: SocketEnd,
    pub(crate) unfinished: Unfinished,
}

impl QuicEndpoint {
    pub(crate) fn bind(
        addr: SocketAddr,
        identity: &Identity,
        transport: Transport,
    ) -> Result<Self, RemoteError> {
        let transport = Arc::new(transport_config(transport));
        let mut tls = identity.server_config()?;
        tls.alpn_protocols = vec![ALPN.to_vec()];
        let crypto = QuicServerConfig::try_from(tls)
            .map_err(|error| IdentityError::Unusable(error.into()))?;
        let mut server = ServerConfig::with_crypto(Arc::new(crypto));
        server.transport_config(Arc::clone(&transport));

        let mut tls = identity.client_config()?;
        tls.alpn_protocols = vec![ALPN.to_vec()];
        let crypto = QuicClientConfig::try_from(tls)
            .map_err(|error| IdentityError::Unusable(error.into()))?;
        let mut client = ClientConfig::new(Arc::new(crypto));
        client.transport_config(transport);

        let bind_error = |source| RemoteError::Bind { addr, source };
        let socket = UdpSocket::bind(addr).map_err(bind_error)?;
        let runtime = quinn::default_runtime().ok_or(RemoteError::NoRuntime)?;
        let socket = runtime.wrap_udp_socket(socket).map_err(bind_error)?;
        let (socket, end) = Socket::new(socket);
        let endpoint = Endpoint::new_with_abstract_socket(
            EndpointConfig::default(),
            Some(server),
            socket,
            runtime,
        )
        .map_err(bind_error)?;
        Ok(Self {
            endpoint,
            client,
            name: identity.expected_name(),
            end,
            unfinished: Unfinished::default(),
        })
    }

    /// Begins to connect; the connection is of no use before the greeting.
    pub(crate) async fn dial(&self, addr: SocketAddr) -> Result<quinn::Connection, Why> {
        let connecting = self
            .endpoint
            .connect_with(self.client.clone(), addr, &self.name)
            .map_err(|error| Why::from(error.to_string().as_str()))?;
        let handshake = self.unfinished.begin();
        let connected = connecting.await.map_err(|error| why_of(&error));
        if connected.is_ok() {
            handshake.finished();
        }
        connected
    }
}

impl QuicEndpoint {
    /// Closes all connections and waits until the peers know and the port is free; not for long where there is nobody
    /// to know.
    pub(crate) async fn close(self) {
        let Self {
            endpoint,
            end,
            unfinished,
            ..
        } = self;
        endpoint.close(CLOSE_CODE, b"the node is shutting down");
        let closed = async move {
            endpoint.wait_idle().await;
            drop(endpoint);
            end.wait().await;
        };
        let _ = time::within(unfinished.patience(), closed).await;
    }
}

fn transport_config(transport: Transport) -> TransportConfig {
    let mut config = TransportConfig::default();
    // A duration that does not fit means no timeout, and there must be one.
    let idle = IdleTimeout::try_from(transport.idle_timeout)
        .unwrap_or_else(|_| VarInt::from_u32(u32::MAX).into());
    config
        .max_idle_timeout(Some(idle))
        .keep_alive_interval(Some(transport.keep_alive))
        .max_concurrent_bidi_streams(VarInt::from_u32(CONTROL_STREAMS))
        .max_concurrent_uni_streams(VarInt::from_u32(
            u32::try_from(limits::REMOTE_PEER_LANES).unwrap_or(u32::MAX),
        ))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW))
        .send_window(u64::from(CONNECTION_WINDOW))
        .datagram_receive_buffer_size(Some(DATAGRAM_BUFFER))
        .datagram_send_buffer_size(DATAGRAM_BUFFER);
    config
}

/// Whether a connection ended because a certificate was refused, by us or by the peer.
fn is_identity_error(error: &ConnectionError) -> bool {
    let code = match error {
        ConnectionError::TransportError(error) => u64::from(error.code),
        ConnectionError::ConnectionClosed(close) => u64::from(close.error_code),
        ConnectionError::VersionMismatch
        | ConnectionError::ApplicationClosed(_)
        | ConnectionError::Reset
        | ConnectionError::TimedOut
        | ConnectionError::LocallyClosed
        | ConnectionError::CidsExhausted => return false,
    };
    CRYPTO_ERRORS.contains(&code)
}

/// Why a connection came to nothing or ended.
pub(crate) fn why_of(error: &ConnectionError) -> Why {
    if is_identity_error(error) {
        let text = format!(
            "the nodes do not trust each other's certificates ({error}); give both an identity of the same authority, \
             or the same development phrase"
        );
        return Refusal::new(RefusalReason::Identity, text).into();
    }
    Why::from(error.to_string().as_str())
}
