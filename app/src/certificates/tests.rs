mod looks;
mod public;
mod sample;
