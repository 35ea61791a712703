//! Settings, all by environment. Everything that is wrong is said at once, one line each.

use std::net::SocketAddr;
use std::path::PathBuf;

use app::at::Demo;

/// The settings of an installation.
#[derive(Debug, Clone)]
pub struct Config {
    /// `PONTE_LISTEN`: address and port to listen on; `127.0.0.1:3000` by default.
    pub listen: SocketAddr,
    /// `PONTE_ORIGIN`: the address that people reach the installation by, `https://…` or, for trying out on one
    /// machine, `http://127.0.0.1:…` or `http://localhost:…`; by default `http://` and `PONTE_LISTEN`.
    pub origin: String,
    /// `PONTE_DATA`: folder for the SQLite file, the index, the key and outgoing mail; `data` by default.
    pub data: PathBuf,
    /// `PONTE_KEY_FILE`: file with the master key; `key` in `PONTE_DATA` by default, made at the first start.
    pub key_file: PathBuf,
    /// `DATABASE_URL`: `postgres://…`; by default a SQLite file in `PONTE_DATA`.
    pub database: String,
    /// `SMTP_URL`: `smtps://user:password@host`, `smtp+starttls://…` or `smtp://…`; without it, mail is written into
    /// the folder `mail` in `PONTE_DATA`.
    pub smtp: Option<String>,
    /// `PONTE_DEMO`: `1` fills an empty database with the demo world and lists its accounts on the sign-in page.
    pub demo: Demo,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every setting that is wrong, one line each.
    pub fn from_env() -> Result<Self, Vec<String>> {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads settings from a lookup.
    ///
    /// # Errors
    /// Every setting that is wrong, one line each.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let listen = get("PONTE_LISTEN").unwrap_or_else(|| "127.0.0.1:3000".into());
        let listen = listen.parse::<SocketAddr>().unwrap_or_else(|_| {
            wrong.push(format!("PONTE_LISTEN: {listen:?} is no address with a port, such as 127.0.0.1:3000"));
            SocketAddr::from(([127, 0, 0, 1], 3000))
        });
        let origin = get("PONTE_ORIGIN").unwrap_or_else(|| format!("http://{listen}"));
        if !is_origin(&origin) {
            wrong.push(format!(
                "PONTE_ORIGIN: {origin:?} must be https://name without a path (http:// only for 127.0.0.1 or localhost)"
            ));
        }
        let data = PathBuf::from(get("PONTE_DATA").unwrap_or_else(|| "data".into()));
        let database = get("DATABASE_URL").unwrap_or_else(|| format!("sqlite://{}", data.join("ponte.db").display()));
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database.starts_with(scheme)) {
            wrong.push("DATABASE_URL: must begin with postgres:// or sqlite://".into());
        }
        let smtp = get("SMTP_URL");
        if let Some(cause) = smtp.as_deref().and_then(|url| mail::Transport::from_url(url).err()) {
            wrong.push(format!("SMTP_URL: {cause}"));
        }
        let demo = match get("PONTE_DEMO").as_deref() {
            None | Some("0") => Demo::Off,
            Some("1") => Demo::On,
            Some(other) => {
                wrong.push(format!("PONTE_DEMO: {other:?} must be 0 or 1"));
                Demo::Off
            }
        };
        let key_file = get("PONTE_KEY_FILE").map_or_else(|| data.join("key"), PathBuf::from);
        if wrong.is_empty() { Ok(Self { listen, origin, data, key_file, database, smtp, demo }) } else { Err(wrong) }
    }
}

fn is_origin(text: &str) -> bool {
    let local = |host: &str| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        matches!(name, "127.0.0.1" | "localhost" | "[::1]")
    };
    let plain = |host: &str| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    match text.split_once("://") {
        Some(("https", host)) => plain(host),
        Some(("http", host)) => plain(host) && local(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::Config;

    fn read(settings: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        Config::read(|name| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_set_is_a_local_installation() {
        let config = read(&[]).unwrap();
        assert_eq!(config.origin, "http://127.0.0.1:3000");
        assert!(config.database.starts_with("sqlite://data/"));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let wrong = read(&[
            ("PONTE_LISTEN", "here"),
            ("PONTE_ORIGIN", "http://ponte.example"),
            ("DATABASE_URL", "mysql://x"),
            ("SMTP_URL", "nonsense"),
            ("PONTE_DEMO", "yes"),
        ])
        .unwrap_err();
        for name in ["PONTE_LISTEN", "PONTE_ORIGIN", "DATABASE_URL", "SMTP_URL", "PONTE_DEMO"] {
            assert_eq!(wrong.iter().filter(|line| line.starts_with(name)).count(), 1, "{name} in {wrong:?}");
        }
    }
}
