//! Who may talk to whom: a certificate authority, and a certificate of it with its key. Both ends of every connection
//! show theirs, so one identity covers data and gossip.

use std::fmt;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ED25519, SanType,
};
use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};

/// The name that the certificate of every node carries, unless [`Identity::server_name`] says otherwise.
const DEFAULT_NAME: &str = "akt";
/// What separates keys derived here from keys that others derive from the same phrase.
const DERIVATION_SALT: &[u8] = b"akt development identity, version 1";
const DERIVATION_PURPOSE: &[u8] = b"ed25519 certificate authority";
/// An Ed25519 private key in PKCS#8 v1 is this, then the 32 bytes of the seed.
const PKCS8_ED25519: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Why an identity could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The phrase of a development identity is empty.
    #[error("the phrase is empty; use any text that only the nodes of the cluster know")]
    EmptyPhrase,
    /// A text holds no PEM of the kind that was looked for.
    #[error("no {what} found; pass the text of a PEM file")]
    Pem {
        /// What was looked for.
        what: &'static str,
        /// What the parser says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The certificates and the key do not fit together, or are of an unknown kind.
    #[error(
        "the certificates or the key cannot be used; check that the key belongs to the first certificate"
    )]
    Unusable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The identity of a node: whom it trusts, and what it shows to be trusted.
///
/// # What it does not say
/// A certificate says that a node belongs to the cluster, and not which node it is: there are no roles, and no certificate
/// is bound to an address. Every node that is trusted may advertise any address, so it can take the place of another one,
/// get the calls that are meant for it, and call every remote actor and grain. Trust all nodes of a cluster equally, or
/// run several clusters. This holds for development identities and for certificates from PEM alike.
///
/// ```no_run
/// use akt::remote::Identity;
///
/// let identity = Identity::development("a phrase that all nodes know")?;
/// # Ok::<(), akt::remote::IdentityError>(())
/// ```
#[derive(Clone)]
pub struct Identity {
    parts: Arc<Parts>,
    name: ServerName<'static>,
}

struct Parts {
    authorities: Vec<CertificateDer<'static>>,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// An identity for development: the authority is derived from a phrase, so all processes that know the phrase trust
    /// each other, and no others. Each call makes a fresh certificate.
    ///
    /// Whoever learns the phrase can join the cluster, so it must be long and random where that matters; for production
    /// use [`Identity::from_pem`] with certificates of an authority that can revoke them.
    ///
    /// # Errors
    /// [`IdentityError::EmptyPhrase`].
    pub fn development(phrase: &str) -> Result<Self, IdentityError> {
        if phrase.is_empty() {
            return Err(IdentityError::EmptyPhrase);
        }
        let (authority, issuer) = derived_authority(phrase)?;
        let key = KeyPair::generate_for(&PKCS_ED25519).map_err(unusable)?;
        let mut leaf = CertificateParams::new(vec![DEFAULT_NAME.to_owned()]).map_err(unusable)?;
        leaf.distinguished_name.push(DnType::CommonName, "akt node");
        let uri = "spiffe://akt/node".try_into().map_err(unusable)?;
        leaf.subject_alt_names.push(SanType::URI(uri));
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        let certificate = leaf.signed_by(&key, &issuer).map_err(unusable)?;
        Self::new(
            vec![authority],
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
    }

    /// An identity from PEM texts: the authorities to trust, this node's certificate with the chain up to them, and its
    /// private key. The certificates must be good for both ends of TLS and carry the name `akt`, or the one that
    /// [`server_name`](Self::server_name) says.
    ///
    /// # Errors
    /// [`IdentityError::Pem`] when a text holds nothing of its kind, [`IdentityError::Unusable`] when the parts do not fit
    /// together.
    pub fn from_pem(
        authorities: &str,
        certificates: &str,
        key: &str,
    ) -> Result<Self, IdentityError> {
        let key =
            PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|source| IdentityError::Pem {
                what: "private key",
                source: source.into(),
            })?;
        Self::new(
            certificates_of(authorities, "authority certificate")?,
            certificates_of(certificates, "certificate")?,
            key,
        )
    }

    /// Sets the name that the certificates of the other nodes must carry, instead of `akt`.
    ///
    /// # Errors
    /// [`IdentityError::Unusable`] when it is no DNS name.
    pub fn server_name(mut self, name: &str) -> Result<Self, IdentityError> {
        self.name = ServerName::try_from(name.to_owned()).map_err(unusable)?;
        Ok(self)
    }

    fn new(
        authorities: Vec<CertificateDer<'static>>,
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, IdentityError> {
        let name = ServerName::try_from(DEFAULT_NAME).map_err(unusable)?;
        let identity = Self {
            parts: Arc::new(Parts {
                authorities,
                chain,
                key,
            }),
            name,
        };
        // Both configurations check that everything fits; better here than at the first connection.
        identity.server_config()?;
        identity.client_config()?;
        Ok(identity)
    }

    pub(crate) fn expected_name(&self) -> String {
        self.name.to_str().into_owned()
    }

    pub(crate) fn server_config(&self) -> Result<rustls::ServerConfig, IdentityError> {
        let verifier =
            rustls::server::WebPkiClientVerifier::builder_with_provider(self.roots()?, provider())
                .build()
                .map_err(unusable)?;
        rustls::ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(unusable)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(self.parts.chain.clone(), self.parts.key.clone_key())
            .map_err(unusable)
    }

    pub(crate) fn client_config(&self) -> Result<rustls::ClientConfig, IdentityError> {
        rustls::ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(unusable)?
            .with_root_certificates(self.roots()?)
            .with_client_auth_cert(self.parts.chain.clone(), self.parts.key.clone_key())
            .map_err(unusable)
    }

    fn roots(&self) -> Result<Arc<RootCertStore>, IdentityError> {
        let mut roots = RootCertStore::empty();
        for authority in &self.parts.authorities {
            roots.add(authority.clone()).map_err(unusable)?;
        }
        Ok(Arc::new(roots))
    }
}

/// Never the process's default: with two providers compiled in, rustls could not choose.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn unusable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> IdentityError {
    IdentityError::Unusable(error.into())
}

fn certificates_of(
    pem: &str,
    what: &'static str,
) -> Result<Vec<CertificateDer<'static>>, IdentityError> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|source| IdentityError::Pem {
            what,
            source: source.into(),
        })?;
    if found.is_empty() {
        return Err(IdentityError::Pem {
            what,
            source: "the text holds none".into(),
        });
    }
    Ok(found)
}

/// The authority of a phrase: the same key and name in every process.
fn derived_authority(
    phrase: &str,
) -> Result<(CertificateDer<'static>, Issuer<'static, KeyPair>), IdentityError> {
    let mut pkcs8 = PKCS8_ED25519.to_vec();
    pkcs8.extend_from_slice(&derived_seed(phrase)?);
    let key =
        KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(pkcs8), &PKCS_ED25519)
            .map_err(unusable)?;
    let mut authority = CertificateParams::new(Vec::new()).map_err(unusable)?;
    authority
        .distinguished_name
        .push(DnType::CommonName, "akt development authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let certificate = authority.self_signed(&key).map_err(unusable)?;
    Ok((certificate.der().clone(), Issuer::new(authority, key)))
}

fn derived_seed(phrase: &str) -> Result<[u8; 32], IdentityError> {
    let mut seed = [0; 32];
    ring::hkdf::Salt::new(ring::hkdf::HKDF_SHA256, DERIVATION_SALT)
        .extract(phrase.as_bytes())
        .expand(&[DERIVATION_PURPOSE], ring::hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut seed))
        .map_err(|_| unusable("the key derivation refused its own length"))?;
    Ok(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_gives_the_same_authority_everywhere() {
        let golden = derived_seed("a shared phrase").unwrap();
        assert_eq!(golden[..4], [198, 108, 85, 253]);
        assert_ne!(golden, derived_seed("another phrase").unwrap());
        let (a, _) = derived_authority("a shared phrase").unwrap();
        let (b, _) = derived_authority("a shared phrase").unwrap();
        assert_eq!(a, b);
    }

    #[test]
    fn bad_parts_are_refused_with_a_reason() {
        assert!(matches!(
            Identity::development(""),
            Err(IdentityError::EmptyPhrase)
        ));
        let missing = Identity::from_pem("", "", "");
        assert!(matches!(
            missing,
            Err(IdentityError::Pem {
                what: "private key",
                ..
            })
        ));
        let key = KeyPair::generate_for(&PKCS_ED25519)
            .unwrap()
            .serialize_pem();
        let missing = Identity::from_pem("nothing", "", &key);
        assert!(matches!(
            missing,
            Err(IdentityError::Pem {
                what: "authority certificate",
                ..
            })
        ));
    }

    #[test]
    fn pem_identities_are_checked_as_a_whole() {
        let authority_key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let leaf = CertificateParams::new(vec!["akt".to_owned()])
            .unwrap()
            .signed_by(&key, &issuer)
            .unwrap();
        assert!(Identity::from_pem(&authority_pem, &leaf.pem(), &key.serialize_pem()).is_ok());
        let other = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let wrong = Identity::from_pem(&authority_pem, &leaf.pem(), &other.serialize_pem());
        assert!(matches!(wrong, Err(IdentityError::Unusable(_))));
    }
}
