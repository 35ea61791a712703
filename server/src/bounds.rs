//! What this process itself may not do, asked of the system: leave its memory behind, and take more than its share.

use rustix::io;
use rustix::process::{Resource, Rlimit, setrlimit};

/// Bounds a resource for good: neither this process nor one that it starts can raise it again.
///
/// # Errors
/// When the system refuses.
pub(crate) fn bound(resource: Resource, most: u64) -> io::Result<()> {
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
}

/// Sees to it that a crash writes no memory to a disk: it holds the master key, and what is sealed on the disk. Nor can
/// another program of the same user look into it.
///
/// # Errors
/// When the system refuses.
pub(crate) fn no_core_dump() -> io::Result<()> {
    bound(Resource::Core, 0)?;
    // Where a program of the system takes dumps, as systemd-coredump does, it does not ask for the bound.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rustix::process::{Resource, Rlimit, getrlimit};

    #[test]
    fn a_crash_leaves_no_memory_behind() {
        assert_eq!(super::no_core_dump(), Ok(()));
        assert_eq!(getrlimit(Resource::Core), Rlimit { current: Some(0), maximum: Some(0) });
        #[cfg(target_os = "linux")]
        assert_eq!(rustix::process::dumpable_behavior(), Ok(rustix::process::DumpableBehavior::NotDumpable));
    }
}
