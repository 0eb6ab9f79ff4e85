//! Cases of pictures.
