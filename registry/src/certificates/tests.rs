mod changes;
#[cfg(feature = "db")]
mod issuing;
#[cfg(feature = "fixtures")]
mod old;
#[cfg(feature = "fixtures")]
mod old_register;
#[cfg(feature = "db")]
mod paper;
#[cfg(feature = "db")]
mod reading;
#[cfg(feature = "db")]
mod scene;
#[cfg(feature = "db")]
mod status;
#[cfg(feature = "db")]
mod verification;
