//! Fits and explanations: which placement suits which referral and why; pure
