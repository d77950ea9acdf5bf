mod looks;
mod old;
mod public;
mod sample;
