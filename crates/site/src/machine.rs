//! Which machine asks.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use crate::visitor;

/// The machine that asks, as far as is known: a handler takes it to count what comes from one place. Never shown, never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Machine(pub(crate) IpAddr);

impl Machine {
    /// The network by which it is counted: whoever has an IPv6 address has the 2⁶⁴ of its network.
    pub fn network(self) -> IpAddr {
        network(self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for Machine {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let is_behind_proxy = visitor::of(&parts.extensions).is_ok_and(|it| it.site().is_behind_proxy());
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().copied();
        Ok(Self(machine_of(is_behind_proxy, peer, &parts.headers)))
    }
}

/// Whoever has an IPv6 address has the 2⁶⁴ of its network.
pub(crate) fn network(machine: IpAddr) -> IpAddr {
    match machine.to_canonical() {
        IpAddr::V6(it) => Ipv6Addr::from_bits(it.to_bits() >> 64 << 64).into(),
        it @ IpAddr::V4(_) => it,
    }
}

fn machine_of(is_behind_proxy: bool, peer: Option<ConnectInfo<SocketAddr>>, headers: &HeaderMap) -> IpAddr {
    let forwarded = || {
        let last =
            headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
        last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|it| it.ip()))
    };
    let direct = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |it| it.0.ip());
    if is_behind_proxy { forwarded().unwrap_or(direct) } else { direct }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_is_believed_only_when_there_is_one() {
        let peer = || Some(ConnectInfo("10.0.0.1:5".parse::<SocketAddr>().unwrap()));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.2.3.4, 5.6.7.8".parse().unwrap());
        assert_eq!(machine_of(false, peer(), &headers).to_string(), "10.0.0.1");
        assert_eq!(machine_of(true, peer(), &headers).to_string(), "5.6.7.8");
        headers.append("x-forwarded-for", "[2001:db8::1]:443".parse().unwrap());
        assert_eq!(
            machine_of(true, peer(), &headers).to_string(),
            "2001:db8::1",
            "the proxy's own word is the last"
        );
    }
}
