//! Asking another host for an answer in XML: which addresses may be asked, and the ends of patience. A curator types the
//! address, so it must not lead to what only this machine can reach.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use domain::Problem;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

use super::later::retry_after;
use super::read::oai::NoAnswer;
use super::unasked::{reason, unknown_host};
use super::why::Why;

/// The most bytes of an answer.
const MOST_BYTES: u64 = 10 << 20;
/// How long a name and a connection may take.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// How long another host may be silent.
const SILENCE: Duration = Duration::from_secs(15);
/// How long this machine may be, which is near.
const SILENCE_HERE: Duration = Duration::from_secs(2);
/// How long an answer may take in all.
const WHOLE: Duration = Duration::from_secs(30);
/// How often a question may be led elsewhere.
const MOST_HOPS: u32 = 2;

/// Which other libraries can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those on the web, over https.
    Web,
    /// Those on this machine too, over http: for trying out.
    Local,
}

/// Reads the address of another library: https, without a name and password, without a query of its own, and not our
/// own.
///
/// # Errors
/// What is wrong with it.
pub(super) fn address(typed: &str, reach: Reach, own: &str) -> Result<Url, Problem> {
    let typed = domain::parse::line(typed, 300)?;
    let url = Url::parse(&typed).map_err(|_| Problem::NotALink)?;
    may_ask(&url, reach, own)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Problem::Other("problem-import-query"));
    }
    Ok(url)
}

/// What every address keeps to that is asked, whether it was typed or another library led there.
fn may_ask(url: &Url, reach: Reach, own: &str) -> Result<(), Problem> {
    let host = url.host_str().unwrap_or_default();
    if !host.is_empty() && is_ours(url, own) {
        return Err(Problem::Other("problem-import-own"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::Other("problem-import-password"));
    }
    let here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && here && reach == Reach::Local);
    if !scheme || host.is_empty() {
        return Err(Problem::NotALink);
    }
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if literal.is_ok_and(|address| !may_reach(address, reach)) {
        return Err(Problem::Other("problem-import-private"));
    }
    Ok(())
}

/// Whether an address leads here: our host, and our port or the one that browsers take.
fn is_ours(url: &Url, own: &str) -> bool {
    let Ok(own) = Url::parse(own) else { return false };
    let usual = |port: Option<u16>| matches!(port, Some(80 | 443));
    let (port, own_port) = (url.port_or_known_default(), own.port_or_known_default());
    let dotless = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
    dotless(url) == dotless(&own) && (port == own_port || (usual(port) && usual(own_port)))
}

/// One conversation with another host.
pub(super) struct Conversation {
    agent: ureq::Agent,
    reach: Reach,
    own: String,
}

/// What another host says to a question.
pub(super) enum Said {
    /// Its answer.
    Text(String),
    /// That it is to be asked again after so long.
    Later(Duration),
}

impl Conversation {
    /// Before the first question; `own` is the address that the other host may look us up by.
    pub(super) fn new(reach: Reach, own: &str) -> Self {
        let silence = match reach {
            Reach::Web => SILENCE,
            Reach::Local => SILENCE_HERE,
        };
        let config = Config::builder()
            .https_only(reach == Reach::Web)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(64 << 10)
            .user_agent(format!("Ponte ({own})"))
            .accept("text/xml, application/xml")
            .timeout_global(Some(WHOLE))
            .timeout_resolve(Some(TO_CONNECT))
            .timeout_connect(Some(TO_CONNECT))
            .timeout_recv_response(Some(silence))
            .timeout_per_read(Some(silence))
            .build();
        let resolver = Guard { reach, inner: DefaultResolver::default() };
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, reach, own: own.to_owned() }
    }

    /// Asks, where the address leads if it leads elsewhere; it blocks.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) fn ask(&self, url: &Url) -> Result<Said, Why> {
        let mut at = url.clone();
        for hop in 0..=MOST_HOPS {
            let mut response = self.agent.get(at.as_str()).call().map_err(|cause| match hop {
                0 => reason(&cause),
                _ => Why::Led { host: host(&at), why: Box::new(reason(&cause)) },
            })?;
            let status = response.status().as_u16();
            if matches!(status, 301 | 302 | 303 | 307 | 308) {
                at = self.led(&at, response.headers())?;
                continue;
            }
            if matches!(status, 429 | 503) {
                return retry_after(response.headers()).map(Said::Later).ok_or(Why::Busy { status });
            }
            if !response.status().is_success() {
                return Err(Why::Status { status });
            }
            return text(&mut response).map(Said::Text);
        }
        Err(Why::LedRound { host: host(&at) })
    }

    /// Where an answer leads. What it says is another's: of it nothing but the host is told.
    fn led(&self, from: &Url, headers: &HeaderMap) -> Result<Url, Why> {
        let said = headers.get("location").and_then(|said| said.to_str().ok());
        let to = said.and_then(|said| from.join(said).ok()).ok_or(Why::LedNowhere)?;
        match may_ask(&to, self.reach, &self.own) {
            Ok(()) => Ok(to),
            Err(problem) => {
                let reason = match problem {
                    Problem::Other("problem-import-own") => "own",
                    Problem::Other("problem-import-password") => "password",
                    Problem::Other("problem-import-private") => "private",
                    _ => "address",
                };
                Err(Why::LedAside { host: host(&to), reason })
            }
        }
    }
}

/// The host of an address; the word for none is known to the messages.
fn host(url: &Url) -> String {
    url.host_str().unwrap_or("nowhere").to_owned()
}

/// The text of an answer in XML.
fn text(response: &mut ureq::http::Response<ureq::Body>) -> Result<String, Why> {
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "text/xml" | "application/xml" => {}
        "text/html" | "application/xhtml+xml" => return Err(NoAnswer::Page.into()),
        "" => return Err(Why::NoKind),
        other if other.ends_with("+xml") => {}
        _ => return Err(Why::Kind { kind }),
    }
    let bytes = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map_err(|cause| reason(&cause))?;
    String::from_utf8(bytes).map_err(|_| Why::Letters)
}

/// Looks names up, and lets none through that leads to this machine or its network. What was looked at is what is
/// connected to, so that a name cannot change its mind in between.
#[derive(Debug)]
struct Guard {
    reach: Reach,
    inner: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(unknown_host)?;
        let all: Vec<SocketAddr> = found.iter().copied().collect();
        if all.iter().any(|address| !may_reach(address.ip(), self.reach)) {
            let refused = std::io::Error::new(
                ErrorKind::PermissionDenied,
                "the address leads to this machine or into a private network",
            );
            return Err(ureq::Error::Io(refused));
        }
        Ok(found)
    }
}

/// Whether an address is one of the public web, or of this machine where that is meant.
fn may_reach(address: IpAddr, reach: Reach) -> bool {
    let local = reach == Reach::Local && address.is_loopback();
    local
        || match address {
            IpAddr::V4(address) => is_public_v4(address),
            IpAddr::V6(address) => is_public_v6(address),
        }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = match a {
        0 | 240..=255 => true,
        100 => (64..128).contains(&b),
        192 => (b == 0 && c == 0) || (b == 88 && c == 99),
        198 => b == 18 || b == 19,
        _ => false,
    };
    !reserved
        && !address.is_private()
        && !address.is_loopback()
        && !address.is_link_local()
        && !address.is_multicast()
        && !address.is_documentation()
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Of the global unicast block, without what carries an IPv4 address inside (6to4, Teredo) and what is for books.
    let [first, second, ..] = address.segments();
    let global = first & 0xe000 == 0x2000;
    let inside = first == 0x2002 || (first == 0x2001 && (second == 0 || second == 0xdb8));
    global && !inside
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Conversation, Reach, Why, may_reach};
    use domain::Problem;
    use ureq::http::{HeaderMap, HeaderName, HeaderValue};
    use url::Url;

    fn says(header: &'static str, value: &'static str) -> HeaderMap {
        [(HeaderName::from_static(header), HeaderValue::from_static(value))].into_iter().collect()
    }

    #[test]
    fn where_an_answer_leads_keeps_to_the_rules_of_addresses_and_only_its_host_is_told() {
        let conversation = Conversation::new(Reach::Web, "https://ponte.example");
        let from = Url::parse("https://lamp.example/oai?verb=Identify").unwrap();
        let led = |to| conversation.led(&from, &says("location", to));
        assert_eq!(led("/new?verb=Identify").unwrap().as_str(), "https://lamp.example/new?verb=Identify");
        assert_eq!(led("https://bell.example/").unwrap().as_str(), "https://bell.example/");
        for (to, host, reason) in [
            ("http://bell.example/?token=quillback", "bell.example", "address"),
            ("https://zeb:quillback@bell.example/", "bell.example", "password"),
            ("https://10.0.0.1/quillback", "10.0.0.1", "private"),
            ("https://ponte.example/oai?quillback", "ponte.example", "own"),
            ("file:///etc/quillback", "nowhere", "address"),
        ] {
            assert_eq!(led(to), Err(Why::LedAside { host: host.to_owned(), reason }), "{to}");
        }
        assert_eq!(led("https://"), Err(Why::LedNowhere));
        assert!(conversation.led(&from, &HeaderMap::new()).is_err());
    }

    #[test]
    fn only_the_public_web_is_reached() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!may_reach(private.parse().unwrap(), Reach::Web), "{private}");
        }
        for public in ["9.9.9.9", "192.0.66.1", "2a00:1450::1", "2001:4860:4860::8888"] {
            assert!(may_reach(public.parse().unwrap(), Reach::Web), "{public}");
        }
        assert!(may_reach("127.0.0.1".parse().unwrap(), Reach::Local));
        assert!(!may_reach("192.168.1.1".parse().unwrap(), Reach::Local));
    }

    #[test]
    fn an_address_is_https_and_nothing_else() {
        let address = |typed: &str, reach| super::address(typed, reach, "https://ponte.example");
        assert_eq!(address(" https://example.org/oai ", Reach::Web).unwrap().as_str(), "https://example.org/oai");
        assert_eq!(address("http://localhost:1/oai", Reach::Local).unwrap().as_str(), "http://localhost:1/oai");
        for wrong in [
            "http://example.org/oai",
            "http://localhost/oai",
            "ftp://example.org",
            "file:///etc/passwd",
            "example.org",
            "https://",
        ] {
            assert_eq!(address(wrong, Reach::Web), Err(Problem::NotALink), "{wrong}");
        }
        assert_eq!(address("", Reach::Web), Err(Problem::Missing));
        for (wrong, why) in [
            ("https://a:b@example.org/", "problem-import-password"),
            ("https://a@example.org/", "problem-import-password"),
            ("https://example.org/?verb=Identify", "problem-import-query"),
            ("https://example.org/#a", "problem-import-query"),
            ("https://ponte.example/oai", "problem-import-own"),
            ("https://PONTE.example./oai", "problem-import-own"),
            ("http://ponte.example/oai?verb=Identify", "problem-import-own"),
        ] {
            assert_eq!(address(wrong, Reach::Web), Err(Problem::Other(why)), "{wrong}");
        }
        assert!(address("https://ponte.example:8443/oai", Reach::Web).is_ok(), "another port is another's");
        for private in
            ["https://127.1/", "https://0x7f.1/", "https://[::1]/", "https://2130706433/", "https://10.0.0.1/"]
        {
            assert_eq!(address(private, Reach::Web), Err(Problem::Other("problem-import-private")), "{private}");
        }
        assert_eq!(address("http://example.org/", Reach::Local), Err(Problem::NotALink));
    }
}
