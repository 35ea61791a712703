//! The command line.

mod backup;
mod erase;
mod import;
mod keys;

use std::future::Future;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use app::at::Demo;
use clap::{Parser, Subcommand};
use domain::account::PlatformRole;
use services::accounts::NewPerson;
use services::import::{Looked, Said};

use crate::config::Config;
use crate::demo::apart;
use crate::installation::{IndexUse, Installation, migrated};
use crate::key_source::KeySource;
use crate::restore::Before;
use crate::{bounds, document, export, log, overlong, router, seed};

/// Ponte: a bridge between placements and the people who need them.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves pages, and works the outbox off beside (the default).
    Serve,
    /// Works the outbox off without serving pages.
    Worker,
    /// Brings the database to the newest tables.
    Migrate,
    /// Puts the founding library and the pay floors into the database; with PONTE_DEMO=1 the demo world too.
    Seed,
    /// Takes records into the library from files: text, Markdown, JSON, JSONL or a table; PDF and DOCX become drafts.
    #[command(after_help = import::HELP)]
    Import {
        /// The files; the end of its name says the format of each.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Which field a column of a table is, where its name does not say so: column=field, once for each.
        #[arg(long = "map", value_parser = import::pair)]
        columns: Vec<(String, String)>,
        /// Says that two curators have looked at the records elsewhere: publishes those graded evaluated or repeated too,
        /// which come before the curators otherwise; the audit log keeps that it was said.
        #[arg(long)]
        looked_at: bool,
    },
    /// Writes the library into a folder of pages that a browser opens from a disk.
    Export {
        /// The folder, which must be empty or not there; with --jsonl, a file that is not there.
        target: PathBuf,
        /// Writes a file instead with a record to a line, as `import` takes it.
        #[arg(long)]
        jsonl: bool,
    },
    /// Fills the search index from the database.
    Reindex,
    /// Looks after the audit log.
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Makes an administrator; the password is read from standard input.
    CreateAdmin {
        /// E-mail address.
        email: String,
        /// What colleagues call the person.
        #[arg(long, default_value = "Administrator")]
        name: String,
        /// Role on the platform: steward, curator or administrator.
        #[arg(long, default_value = "administrator")]
        role: String,
    },
    /// Makes a new master key in PONTE_KEY_FILE.
    CreateKey,
    /// Erases a person: everything under the code of a referral.
    #[command(after_help = erase::HELP)]
    Erase {
        /// The code, such as K7-Q2M; read from standard input where it is left out.
        code: Option<String>,
    },
    /// Writes everything that the database holds into one sealed file.
    #[command(after_help = backup::BACKUP)]
    Backup {
        /// The file, which is not there yet.
        file: PathBuf,
    },
    /// Puts a backup back.
    #[command(after_help = backup::RESTORE)]
    Restore {
        /// The file.
        file: PathBuf,
        /// Puts it in the place of what the database holds, which is lost.
        #[arg(long)]
        replace: bool,
        /// A file with the master key of the time of the backup, where another has followed since.
        #[arg(long = "key")]
        keys: Vec<PathBuf>,
    },
    /// Looks after the master key.
    Keys {
        #[command(subcommand)]
        command: keys::Keys,
    },
    /// Reads one document from standard input: what the server starts for each file that somebody sends.
    #[command(name = services::files::CHILD, hide = true)]
    ReadDocument {
        /// The name of the file, whose end says its kind.
        name: String,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Walks the whole chain and its daily signatures, and says whether they are whole.
    Verify,
}

/// How long what blocks may take to end once a command is through: a question to another library goes on that long.
const TO_END: Duration = Duration::from_secs(2);

/// Runs one command.
pub fn run() -> ExitCode {
    // Before anything is read that nobody may find on a disk.
    if let Err(cause) = bounds::no_core_dump() {
        complain(&format!("a core dump cannot be forbidden: {cause}"));
        return ExitCode::FAILURE;
    }
    let arguments = Arguments::parse();
    // Before anything takes memory that it needs for the file.
    if let Some(Command::ReadDocument { name }) = &arguments.command {
        return document::read(name);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => {
            complain(&cause.to_string());
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(run_one(arguments));
    runtime.shutdown_timeout(TO_END);
    ended
}

async fn run_one(arguments: Arguments) -> ExitCode {
    log::start();
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(wrong) => {
            for line in wrong {
                complain(&line);
            }
            return ExitCode::from(2);
        }
    };
    match carry_out(&config, arguments.command.unwrap_or(Command::Serve)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => {
            complain(&line);
            ExitCode::FAILURE
        }
    }
}

/// Writes a line to the terminal; a closed terminal is nobody's problem.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "ponte: {line}");
}

async fn carry_out(config: &Config, command: Command) -> Result<(), String> {
    let index = match command {
        Command::CreateKey => return create_key(config),
        Command::Migrate => {
            migrated(config).await?;
            say("the database has the newest tables");
            return Ok(());
        }
        Command::Serve => return serve(config).await,
        Command::Keys { command } => return keys::run(config, command).await,
        Command::Erase { code } => return erase::run(config, code).await,
        Command::Backup { file } => return backup::make(config, &file).await,
        Command::Restore { file, replace, keys } => {
            let before = if replace { Before::Replaced } else { Before::Kept };
            return backup::restore(config, (&file, &keys), before).await;
        }
        Command::Seed | Command::Import { .. } | Command::Reindex => IndexUse::IfFree,
        Command::Worker
        | Command::Export { .. }
        | Command::Audit { .. }
        | Command::CreateAdmin { .. }
        | Command::ReadDocument { .. } => IndexUse::None,
    };
    let installation = Installation::open(config, index).await?;
    let scope = installation.system();
    let failed = |error: domain::Error| error.to_string();
    match command {
        Command::Worker => {
            apart::keep(&scope, config.demo).await?;
            crate::replay::at_start(&installation.services, &crate::tombstones::file(config)).await?;
            crate::clock::look(&scope).await?;
            services::worker::run(&scope, stopped()).await;
            Ok(())
        }
        Command::Seed => {
            // Without the demo world it puts in nothing that a demo world could not have.
            if config.demo == Demo::On {
                apart::keep(&scope, config.demo).await?;
            }
            seed::all(&scope, config.demo).await.map(|report| say(&report)).map_err(failed)
        }
        Command::Import { files, columns, looked_at } => {
            let looked = if looked_at { Looked::Elsewhere } else { Looked::NotYet };
            import::run(&installation, &files, Said { columns: &columns, looked }).await
        }
        Command::Export { target, jsonl: true } => export::lines(&scope, &target).await.map(exported),
        Command::Export { target, jsonl: false } => export::folder(&scope, &target).await.map(exported),
        Command::Reindex => reindex(&installation).await.map_err(failed),
        Command::Audit { command: Audit::Verify } => verify(config, &installation).await,
        Command::CreateAdmin { email, name, role } => create_admin(&installation, (&email, name, &role)).await,
        Command::Serve
        | Command::Migrate
        | Command::CreateKey
        | Command::Keys { .. }
        | Command::Erase { .. }
        | Command::Backup { .. }
        | Command::Restore { .. }
        | Command::ReadDocument { .. } => Ok(()),
    }
}

fn exported(count: usize) {
    say(&format!("wrote {count} records"));
}

fn create_key(config: &Config) -> Result<(), String> {
    let KeySource::File(path) = &config.key else {
        return Err(format!("{} gives the key already; this makes one in PONTE_KEY_FILE", config.key.name()));
    };
    store::keys::Keyring::create(path).map_err(|cause| format!("{}: {cause}", config.key.name()))?;
    say(&format!("made {}", path.display()));
    Ok(())
}

async fn serve(config: &Config) -> Result<(), String> {
    // The port first: that another program has it is said at once, not after minutes of filling a database.
    let failed = |cause: std::io::Error| format!("PONTE_LISTEN: {}: {cause}", config.listen);
    let socket = bind(config.listen).map_err(failed)?;
    let installation = Installation::open(config, IndexUse::Needed).await?;
    let scope = installation.system();
    apart::keep(&scope, config.demo).await?;
    crate::replay::at_start(&installation.services, &crate::tombstones::file(config)).await?;
    crate::clock::look(&scope).await?;
    crate::disk::at_start(&scope, config).await?;
    seed::at_start(&scope, config.demo).await.map_err(|error| error.to_string())?;
    let listener = socket.listen(1024).map_err(failed)?;
    if config.demo == Demo::On {
        say(&format!("Ponte, demo world: {}", installation.origin));
    } else {
        say(&format!("Ponte: {}", installation.origin));
    }
    let (stop, stopping) = tokio::sync::watch::channel(());
    let (stones, witness) = (crate::tombstones::file(config), crate::witness::file(config));
    let worker = tokio::spawn(async move {
        let mut told = stopping.clone();
        let work = services::worker::run(&scope, async move {
            let _ = told.changed().await;
        });
        let noting = crate::witness::follow(&scope, &witness, stopping.clone());
        tokio::join!(work, noting, crate::tombstones::follow(&scope, &stones, stopping));
    });
    let router = router::router(installation);
    let listener = overlong::Listener::new(listener, &router).await;
    let service = router.into_make_service_with_connect_info::<overlong::Peer>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stopped()).await;
    drop(stop);
    let _ = worker.await;
    served.map_err(|cause| cause.to_string())
}

/// Takes the port, without answering on it yet.
fn bind(address: std::net::SocketAddr) -> std::io::Result<tokio::net::TcpSocket> {
    let socket = if address.is_ipv4() { tokio::net::TcpSocket::new_v4() } else { tokio::net::TcpSocket::new_v6() }?;
    // A port that was left moments ago can be taken again.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Done when the process is asked to stop.
fn stopped() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    async {
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
}

async fn reindex(installation: &Installation) -> domain::Result<()> {
    let scope = installation.system();
    if installation.services.index.is_some() {
        say(&format!("{} records are in the index", services::library::reindex(&scope).await?));
    } else {
        let count = services::library::ask_reindex(&scope).await?;
        say(&format!("the running server puts {count} records into its index"));
    }
    Ok(())
}

async fn verify(config: &Config, installation: &Installation) -> Result<(), String> {
    use store::audit::Verdict;
    crate::witness::keep(&installation.system(), &crate::witness::file(config)).await?;
    match services::audit::verify(&installation.system()).await.map_err(|error| error.to_string())? {
        Verdict::Whole { rows } => {
            say(&format!("the audit log is whole: {rows} rows"));
            Ok(())
        }
        Verdict::Broken { at } => Err(format!("the audit log is broken at row {at}")),
        Verdict::Forged { signature } => Err(format!("signature {signature} of the audit log is not right")),
        Verdict::Unsigned { after } => Err(format!("the audit log has lost its signatures after row {after}")),
    }
}

async fn create_admin(installation: &Installation, (email, name, role): (&str, String, &str)) -> Result<(), String> {
    let mut password = String::new();
    std::io::stdin().read_line(&mut password).map_err(|cause| cause.to_string())?;
    let person = NewPerson {
        name,
        email: email.parse().map_err(|_| format!("{email:?} is no e-mail address"))?,
        password: password.trim_end().parse().map_err(|_| "the password needs at least 12 characters".to_owned())?,
        language: domain::codes::Language::english(),
    };
    let role: PlatformRole = role.parse().map_err(|_| format!("{role:?} is no role"))?;
    services::accounts::create_platform(&installation.system(), person, role).await.map_err(|error| match error {
        domain::Error::Invalid(problems) if problems.at("password").next().is_some() => {
            "the password is one of those that are guessed first: take several words".to_owned()
        }
        domain::Error::Invalid(_) => format!("{email} has an account already"),
        other => other.to_string(),
    })?;
    say(&format!("{email} can sign in, and sets up a second step first"));
    Ok(())
}
