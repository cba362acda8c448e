//! How long one advice takes, from the model to the reasons.

use std::{error::Error, time::Instant};

use channel_choice::{Limits, Model, Prior, testing::Chance};

use crate::{
    Asking,
    policy::{PARTNERS, Product, REASONS},
    world::{Comers, Kind, Log, World},
};

const ADVICES: usize = 50_000;

pub(crate) fn print(_: &Asking) -> Result<(), Box<dyn Error>> {
    let prior = Prior::ours()?;
    let world = World::new(Kind::Ordinary, PARTNERS, REASONS, 1, &prior);
    let comers = Comers::new(world.people());
    let mut chance = Chance::of(3);
    let mut log = Log::default();
    log.add_today(&world, &comers, 200_000, &mut chance);
    let ways = log.ways(&world);
    let started = Instant::now();
    let model = Model::fit(&ways, &prior, &[]);
    let fitted_s = started.elapsed().as_secs_f64();
    let product = Product::new(&world, model);
    let mut taken_us = Vec::with_capacity(ADVICES);
    for _ in 0..ADVICES {
        let (person, draw) = (comers.next(&mut chance), chance.unit());
        let started = Instant::now();
        std::hint::black_box(product.advise(person, &Limits::default(), draw)?);
        taken_us.push(started.elapsed().as_secs_f64() * 1e6);
    }
    taken_us.sort_by(f64::total_cmp);
    let at = |of: usize| taken_us[ADVICES * of / 1_000];
    println!("## One advice\n");
    println!("Bar of the API: p99 under 10 ms, of which this is the part that computes.\n");
    println!("| advices | median | p99 | p99.9 | slowest | the model learns 200,000 contacts in |");
    println!("| --- | --- | --- | --- | --- | --- |");
    println!(
        "| {ADVICES} | {:.0} µs | {:.0} µs | {:.0} µs | {:.0} µs | {fitted_s:.1} s |\n",
        at(500),
        at(990),
        at(999),
        taken_us[ADVICES - 1],
    );
    Ok(())
}
