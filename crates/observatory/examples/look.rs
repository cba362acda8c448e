//! Serves the observatory over the tests' small world, to look at it: prints an address and two cookies.
#![expect(dead_code, clippy::unwrap_used, reason = "it uses a part of the tests' means")]

#[path = "../tests/it/gateway.rs"]
mod gateway;
#[path = "../tests/it/server.rs"]
mod server;
#[path = "../tests/it/world.rs"]
mod world;

use register::Role;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fresh = testkit::Fresh::sqlite().await;
    let server = server::Server::over(fresh.db.clone(), &world::World::of_2025()).await;
    let manager = server.sign_in(Role::Manager, Some(world::OURS)).await;
    let programme = server.sign_in(Role::Programme, None).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let lines = format!("http://{}\n{}\n{}\n", listener.local_addr()?, manager.cookie, programme.cookie);
    std::io::Write::write_all(&mut std::io::stdout(), lines.as_bytes())?;
    axum::serve(listener, server.router.clone()).await?;
    Ok(())
}
