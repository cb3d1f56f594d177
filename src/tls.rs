//! TLS towards the outside: the public authorities, and those that the operator adds.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::io::{Error, Result};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// A connector that trusts the public authorities and those of `ca_file` (PEM).
///
/// # Errors
/// The file cannot be read, or holds no certificate.
pub fn connector(ca_file: Option<&Path>) -> Result<TlsConnector> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = ca_file {
        let told = |why: &dyn std::fmt::Display| Error::other(format!("{}: {why}", file.display()));
        let added = CertificateDer::pem_file_iter(file).map_err(|error| told(&error))?;
        let before = roots.len();
        for certificate in added {
            roots.add(certificate.map_err(|error| told(&error))?).map_err(|error| told(&error))?;
        }
        if roots.len() == before {
            return Err(told(&"no certificate in it"));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = versions.map_err(Error::other)?.with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
