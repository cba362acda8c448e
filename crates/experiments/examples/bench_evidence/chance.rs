//! Chance from a seed: the draws that the simulations are made of.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

/// A stream of draws.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of an experiment: the same seed, design and number give the same draws, and other numbers other ones.
    pub(crate) fn of(seed: u64, design: &str, number: u64) -> Self {
        // FNV-1a: names of designs are few, and unlike each other.
        let name = design.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&name.to_le_bytes());
        key[16..24].copy_from_slice(&number.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number of 64 bits.
    pub(crate) fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Evenly from 0 to 1, without the ends.
    pub(crate) fn share(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0
    }

    /// Evenly from `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// A place below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// The standard normal law (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let (radius, turn) = ((-2.0 * self.share().ln()).sqrt(), std::f64::consts::TAU * self.share());
        radius * turn.cos()
    }

    /// A number of mean 1 whose coefficient of variation is near `cv` (log-normal).
    pub(crate) fn size(&mut self, cv: f64) -> f64 {
        let variance = cv.mul_add(cv, 1.0).ln();
        variance.sqrt().mul_add(self.normal(), -variance / 2.0).exp()
    }

    /// A gamma number of mean 1 and whole shape.
    pub(crate) fn gamma(&mut self, shape: u32) -> f64 {
        let sum: f64 = (0..shape).map(|_| -self.share().ln()).sum();
        sum / f64::from(shape)
    }

    /// A Poisson count, by its steps: for small means.
    pub(crate) fn poisson(&mut self, mean: f64) -> f64 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.share(), 0.0);
        while product > limit {
            product *= self.share();
            count += 1.0;
        }
        count
    }

    /// How many of `count` happen, each with chance `share`.
    pub(crate) fn binomial(&mut self, count: f64, share: f64) -> f64 {
        let mut found = 0.0;
        let mut left = count;
        while left >= 0.5 {
            found += f64::from(u8::from(self.share() < share));
            left -= 1.0;
        }
        found
    }

    /// Changes the order.
    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}
