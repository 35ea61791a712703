//! Whether the clock of this machine is behind what the audit log has seen, looked at when a program starts.

use services::Scope;

/// Says in the log of the program that the clock is behind what the audit log has seen.
///
/// # Errors
/// One line, when the audit log cannot be read.
pub(crate) async fn look(scope: &Scope) -> Result<(), String> {
    if let Some(seen) = services::audit::clock_behind(scope).await.map_err(|error| error.to_string())? {
        let day = seen.date_naive();
        tracing::warn!(
            %day,
            "the clock of this machine is behind what the audit log has seen: consent that has ended may be read again; \
             set the clock"
        );
    }
    Ok(())
}
