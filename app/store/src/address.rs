//! Which addresses of PostgreSQL are connected to: those of this machine, and others only where the connection is
//! encrypted and the other side shows by a certificate who it is.
//!
//! What the driver made of an address decides, since that is what is connected to: parameters after the `?` replace the
//! host, and the environment (`PGHOST`, `PGSSLMODE`) says what the address leaves out.

use std::net::IpAddr;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Why an address is not connected to, in words that follow the name of its setting. They never repeat the address, which
/// may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The driver cannot read it.
    #[error(
        "cannot be read: it is like postgres://user:password@host/database, with %40 for @ in user and password; its \
         sslmode, if there is one, is verify-full, verify-ca, require, prefer, allow or disable"
    )]
    Unread,
    /// It has a parameter that the driver would write into its log, with what is said of it, and go on without.
    #[error("has a parameter after the ? that is not known: sslmode, sslrootcert, host, port, user and password are")]
    Parameter,
    /// It is of another machine, which could be anybody's.
    #[error(
        "is of another machine, which has to prove who it is: write ?sslmode=verify-full after the name of the database, \
         and &sslrootcert=FILE where the certificate comes from an authority of your own"
    )]
    Unproven,
}

/// Looks whether an address may be connected to. One of SQLite always may.
///
/// # Errors
/// Why it may not.
pub fn check(url: &str) -> Result<(), Unfit> {
    if url.starts_with("sqlite:") {
        return Ok(());
    }
    let query = url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let mut named = query.split('&').filter(|part| !part.is_empty());
    if !named.all(|part| is_known(part.split('=').next().unwrap_or_default())) {
        return Err(Unfit::Parameter);
    }
    let options: PgConnectOptions = url.parse().map_err(|_| Unfit::Unread)?;
    if is_here(&options) || is_proven(options.get_ssl_mode()) { Ok(()) } else { Err(Unfit::Unproven) }
}

/// Whether the driver knows a parameter.
fn is_known(name: &str) -> bool {
    const KNOWN: [&str; 17] = [
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "statement-cache-capacity",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "application_name",
    ];
    KNOWN.contains(&name) || name == "options" || name.starts_with("options[")
}

/// The options with a host that can be looked up and held against a certificate: the driver keeps the brackets that an
/// address of IPv6 has in a URL, and then reaches nobody.
pub(crate) fn without_brackets(options: PgConnectOptions) -> PgConnectOptions {
    let host = bare(options.get_host()).to_owned();
    options.host(&host)
}

fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

/// Whether what is connected to is on this machine: a socket, which goes before any host, or an address of its own.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = bare(options.get_host());
    options.get_socket().is_some()
        || host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Whether a certificate of this very host is asked for. `require` takes any, and `verify-ca` that of any host which a
/// public authority knows, since the driver believes those beside one's own: whoever stands between would read everything.
const fn is_proven(mode: PgSslMode) -> bool {
    matches!(mode, PgSslMode::VerifyFull)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use sea_orm::sqlx::postgres::PgConnectOptions;

    use super::{Unfit, check, without_brackets};

    #[test]
    fn a_database_on_this_machine_may_be_spoken_to_in_clear() {
        for address in [
            "sqlite://data/ponte.db",
            "postgres://127.0.0.1/ponte",
            "postgres://ponte:hush@127.0.0.1:5433/ponte?sslmode=disable",
            "postgres://127.8.9.10/ponte",
            "postgresql://localhost/ponte",
            "postgres://LocalHost:5433/ponte?sslmode=require",
            "postgres://[::1]/ponte",
            "postgres://ponte:hush@[::1]:5433/ponte?sslmode=allow",
            "postgres://[0:0:0:0:0:0:0:1]/ponte",
            "postgres://[::ffff:127.0.0.1]/ponte",
            "postgres://ponte@%2Frun%2Fpostgresql/ponte",
            "postgres://ponte@%2frun%2fpostgresql/ponte?sslmode=prefer",
            "postgres:///ponte?host=/run/postgresql",
            "postgres:///ponte?user=ponte&host=%2Frun%2Fpostgresql&port=5433",
            "postgres:///ponte?host=localhost",
            "postgres:///ponte?hostaddr=127.0.0.1",
            "postgres:///ponte?hostaddr=::1",
            // The last one counts, and a socket goes before every host.
            "postgres://db.example/ponte?host=localhost",
            "postgres:///ponte?host=db.example&hostaddr=127.0.0.1",
            "postgres://%2Frun%2Fpostgresql/ponte?host=db.example",
            "postgres://db.example/ponte?host=/run/postgresql",
        ] {
            assert_eq!(check(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn an_address_without_a_host_is_of_this_machine() {
        // Unless the environment names another: the tests of the program look at that.
        assert_eq!(check("postgres:///ponte"), Ok(()));
        assert_eq!(check("postgres:///ponte?sslmode=disable"), Ok(()));
    }

    #[test]
    fn a_database_on_another_machine_must_prove_who_it_is() {
        let others = [
            "postgres://db.example/ponte",
            "postgres://ponte:hush@db.example:5433/ponte",
            "postgres://DB.EXAMPLE/ponte",
            "postgresql://10.0.0.7/ponte",
            "postgres://0.0.0.0/ponte",
            "postgres://[2001:db8::7]:5433/ponte",
            "postgres://[::]/ponte",
            "postgres://[::ffff:10.0.0.7]/ponte",
            "postgres://localhost.example/ponte",
            "postgres://127.0.0.1.example/ponte",
            // A name that is written with percent signs is not decoded, and one before an @ is no host.
            "postgres://%6cocalhost/ponte",
            "postgres://localhost:hush@db.example/ponte",
            "postgres://127.0.0.1@db.example/ponte",
            "postgres:///ponte?host=db.example",
            "postgres:///ponte?hostaddr=10.0.0.7",
            "postgres:///ponte?hostaddr=2001:db8::7",
            "postgres://localhost/ponte?host=db.example",
            "postgres://localhost/ponte?host=127.0.0.1&port=5433&host=db.example",
            "postgres:///ponte?host=localhost&hostaddr=10.0.0.7",
        ];
        for address in others {
            let with = |mode: &str| {
                let mark = if address.contains('?') { '&' } else { '?' };
                check(&format!("{address}{mark}{mode}"))
            };
            assert_eq!(check(address), Err(Unfit::Unproven), "{address}");
            for mode in ["disable", "allow", "prefer", "require", "verify-ca"] {
                assert_eq!(with(&format!("sslmode={mode}")), Err(Unfit::Unproven), "{address}, {mode}");
            }
            for mode in ["sslmode=verify-full", "sslmode=VERIFY-FULL", "ssl-mode=verify-full"] {
                assert_eq!(with(mode), Ok(()), "{address}, {mode}");
            }
            // The last one counts.
            assert_eq!(with("sslmode=disable&sslrootcert=/etc/ca.pem&sslmode=verify-full"), Ok(()), "{address}");
            assert_eq!(with("sslmode=verify-full&sslmode=disable"), Err(Unfit::Unproven), "{address}");
            assert_eq!(with("sslmode=verify-full&SSLMODE=disable"), Err(Unfit::Parameter), "{address}");
            assert_eq!(with("sslrootcert=/etc/ca.pem"), Err(Unfit::Unproven), "{address}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_connected_to() {
        for address in [
            "postgres://ponte:hush@localhost:port/ponte",
            "postgres://[::1/ponte",
            "postgres://localhost/ponte?sslmode=always",
            "postgres:///ponte?hostaddr=localhost",
            "postgres://local host/ponte",
            "nonsense",
        ] {
            assert_eq!(check(address), Err(Unfit::Unread), "{address}");
        }
    }

    #[test]
    fn a_parameter_that_the_driver_would_log_is_refused() {
        for address in ["postgres://localhost/ponte?pasword=hush", "postgres:///ponte?host=localhost&Password=hush#a"] {
            assert_eq!(check(address), Err(Unfit::Parameter), "{address}");
        }
        assert_eq!(check("postgres://localhost/ponte?&application_name=a?b&options[x]=y#?pasword=hush"), Ok(()));
    }

    #[test]
    fn an_address_of_ipv6_is_looked_up_without_its_brackets() {
        for (typed, host) in [
            ("postgres://[::1]:5433/ponte", "::1"),
            ("postgres://[2001:db8::7]/ponte", "2001:db8::7"),
            ("postgres:///ponte?hostaddr=::1", "::1"),
            ("postgres://db.example/ponte", "db.example"),
        ] {
            assert_eq!(without_brackets(typed.parse::<PgConnectOptions>().unwrap()).get_host(), host);
        }
    }
}
