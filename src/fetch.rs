//! The only outward HTTP: calendars at addresses that people give, bounded in size, time and
//! redirects, and never into a private network.
//!
//! A name is resolved here and each of its addresses is judged; the connection goes to a judged
//! address, so that a name which answers otherwise a moment later gains nothing. Each redirect
//! goes the same way again. The address is a secret, so nothing here writes a log.

use crate::config::Config;
use crate::kernel::Refusal;
use crate::speakers::own_calendar::Failure;
use crate::tls;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{self, HeaderMap, HeaderName};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::{Host, Url};

/// The most that is read, packed or unpacked.
pub const MOST_BYTES: usize = crate::calendars::read::MOST_BYTES;
const WHOLE: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(5);
const MOST_REDIRECTS: usize = 3;
const MOST_ADDRESSES: usize = 4;
const HEAD_BYTES: usize = 64 * 1024;
const MOST_MARK: usize = 200;

/// How this program may look outside.
#[derive(Clone, Debug)]
pub struct Outside {
    /// Private addresses that may be asked all the same.
    pub allowed: Vec<SocketAddr>,
    /// Certificates trusted beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// From the name's resolution to the last byte, redirects included.
    pub limit: Duration,
}

impl Default for Outside {
    fn default() -> Self {
        Self { allowed: Vec::new(), ca_file: None, limit: WHOLE }
    }
}

/// The server's own marks of a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// `ETag`, may be empty.
    pub etag: String,
    /// `Last-Modified`, may be empty.
    pub last_modified: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The copy of these marks still holds.
    Unchanged,
    /// A new copy, unpacked.
    Copy(Vec<u8>, Marks),
}

enum Step {
    Done(Fetched),
    Onwards(Url),
}

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// An address as it was typed or pasted, made whole: `webcal:` is `https:`, and so is none.
///
/// # Errors
/// `own-calendar-bad-address`, `own-calendar-password`.
pub fn address(typed: &str) -> Result<String, Refusal> {
    let bad = || Refusal::new("own-calendar-bad-address");
    let typed = typed.trim();
    let (scheme, rest) = typed.split_once("://").unwrap_or(("https", typed));
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "http" => "http",
        "https" | "webcal" | "webcals" => "https",
        _ => return Err(bad()),
    };
    let mut url = Url::parse(&format!("{scheme}://{rest}")).map_err(|_| bad())?;
    let named = url.host_str().is_some_and(|host| host.contains(['.', ':']));
    if !named || typed.len() > 2000 || typed.contains(char::is_whitespace) {
        return Err(bad());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::new("own-calendar-password"));
    }
    url.set_fragment(None);
    Ok(url.into())
}

impl Outside {
    /// As the settings say.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self { allowed: config.fetch_allow.clone(), ca_file: config.ca_file.clone(), ..Self::default() }
    }

    /// Fetches what stands at an address of [`address`], unless it is the copy of these marks.
    ///
    /// # Errors
    /// Why there is no copy.
    pub async fn fetch(&self, address: &str, had: &Marks) -> Result<Fetched, Failure> {
        timeout(self.limit, self.follow(address, had)).await.unwrap_or(Err(Failure::TooSlow))
    }

    async fn follow(&self, address: &str, had: &Marks) -> Result<Fetched, Failure> {
        let mut url = Url::parse(address).map_err(|_| Failure::NoSuchHost)?;
        for _ in 0..=MOST_REDIRECTS {
            match self.ask(&url, had).await? {
                Step::Done(fetched) => return Ok(fetched),
                // what was protected stays so
                Step::Onwards(next) if url.scheme() == "https" && next.scheme() != "https" => {
                    return Err(Failure::Insecure);
                }
                Step::Onwards(next) => url = next,
            }
        }
        Err(Failure::TooManyRedirects)
    }

    async fn ask(&self, url: &Url, had: &Marks) -> Result<Step, Failure> {
        let wire = self.connect(url).await?;
        let broken = |_| Failure::Unreachable;
        let (mut sender, connection) =
            http1::Builder::new().max_buf_size(HEAD_BYTES).handshake(TokioIo::new(wire)).await.map_err(broken)?;
        // ends with this function, whatever the server still has to say
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let response = sender.send_request(request(url, had)?).await.map_err(broken)?;
        let status = response.status();
        match status {
            StatusCode::OK => copy(response).await.map(Step::Done),
            StatusCode::NOT_MODIFIED if *had != Marks::default() => Ok(Step::Done(Fetched::Unchanged)),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                let to = said(response.headers(), &header::LOCATION).and_then(|to| url.join(to).ok());
                let fits = |to: &Url| matches!(to.scheme(), "http" | "https");
                to.filter(fits).map(Step::Onwards).ok_or(Failure::Status(status.as_u16()))
            }
            other => Err(Failure::Status(other.as_u16())),
        }
    }

    async fn connect(&self, url: &Url) -> Result<Box<dyn Wire>, Failure> {
        let (host, port) = (url.host().ok_or(Failure::NoSuchHost)?, url.port_or_known_default().unwrap_or(443));
        let found: Vec<SocketAddr> = match &host {
            Host::Domain(name) => lookup_host((*name, port)).await.map_err(|_| Failure::NoSuchHost)?.collect(),
            Host::Ipv4(ip) => vec![SocketAddr::new(IpAddr::V4(*ip), port)],
            Host::Ipv6(ip) => vec![SocketAddr::new(IpAddr::V6(*ip), port)],
        };
        let stream = self.reach(&found).await?;
        if url.scheme() != "https" {
            return Ok(Box::new(stream));
        }
        let name = match host {
            Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| Failure::NoSuchHost)?,
            Host::Ipv4(ip) => ServerName::from(IpAddr::V4(ip)),
            Host::Ipv6(ip) => ServerName::from(IpAddr::V6(ip)),
        };
        let connector = tls::connector(self.ca_file.as_deref()).map_err(|_| Failure::Insecure)?;
        let secured = connector.connect(name, stream).await.map_err(|_| Failure::Insecure)?;
        Ok(Box::new(secured))
    }

    /// A connection to the first address that may be asked and answers.
    async fn reach(&self, found: &[SocketAddr]) -> Result<TcpStream, Failure> {
        let mut failure = if found.is_empty() { Failure::NoSuchHost } else { Failure::NotPublic };
        let may = |it: &&SocketAddr| is_public(it.ip()) || self.allowed.contains(it);
        for address in found.iter().filter(may).take(MOST_ADDRESSES) {
            match timeout(CONNECT, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                _ => failure = Failure::Unreachable,
            }
        }
        Err(failure)
    }
}

fn request(url: &Url, had: &Marks) -> Result<Request<Empty<Bytes>>, Failure> {
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut request = Request::get(target)
        .header(header::HOST, host)
        .header(header::USER_AGENT, concat!("xinhuo/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "text/calendar, */*;q=0.1")
        .header(header::ACCEPT_ENCODING, "gzip")
        .header(header::CONNECTION, "close");
    for (name, mark) in [(header::IF_NONE_MATCH, &had.etag), (header::IF_MODIFIED_SINCE, &had.last_modified)] {
        if !mark.is_empty() {
            request = request.header(name, mark);
        }
    }
    request.body(Empty::new()).map_err(|_| Failure::NoSuchHost)
}

async fn copy(response: Response<Incoming>) -> Result<Fetched, Failure> {
    let (head, mut body) = response.into_parts();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::Unreachable)?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > MOST_BYTES {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
    let bytes = match said(&head.headers, &header::CONTENT_ENCODING).unwrap_or("identity") {
        "identity" | "" => bytes,
        "gzip" | "x-gzip" => unpacked(&bytes)?,
        _ => return Err(Failure::Unreadable(0)),
    };
    let mark = |name| said(&head.headers, name).filter(|mark| mark.len() <= MOST_MARK).unwrap_or_default().to_owned();
    let marks = Marks { etag: mark(&header::ETAG), last_modified: mark(&header::LAST_MODIFIED) };
    Ok(Fetched::Copy(bytes, marks))
}

/// Unpacks no more than may be read, however small it was packed.
fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let reader = flate2::read::MultiGzDecoder::new(packed);
    reader.take(most + 1).read_to_end(&mut bytes).map_err(|_| Failure::Unreadable(0))?;
    if bytes.len() > MOST_BYTES { Err(Failure::TooLarge) } else { Ok(bytes) }
}

fn said<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// Whether an address belongs to the open net: by the IANA registries of special addresses.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    // network and prefix length: this host, private, shared, loopback, link-local (and the
    // metadata of clouds), protocols, documentation, relays, benchmarks, multicast, reserved
    const SPECIAL: [([u8; 4], u32); 16] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        ([168, 63, 129, 16], 32),
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
        ([224, 0, 0, 0], 4),
        ([240, 0, 0, 0], 4),
    ];
    let bits = u32::from(ip);
    SPECIAL.iter().all(|(network, length)| (bits ^ u32::from(Ipv4Addr::from(*network))) >> (32 - length) != 0)
}

/// Of IPv6 only 2000::/3 is given out; in it protocols (2001::/23), documentation and relays are not.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let given_out = first & 0xe000 == 0x2000;
    let protocols = first == 0x2001 && second < 0x0200;
    let documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
    given_out && !protocols && !documentation && first != 0x2002
}
