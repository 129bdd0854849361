//! Which nats-server a command talks to, and how.

use anyhow::{anyhow, bail};
use bus::connect::{Bus, Options};
use bus::server::Address;

use crate::config::Config;

/// The name for the server that `rasid run` keeps.
pub(crate) const LOCAL: &str = "local";

/// Connects a command that runs beside the workers: to the address given, else the configured one, else the
/// local server of the data folder.
pub(crate) async fn beside(config: &Config, url: Option<&str>, name: &str) -> anyhow::Result<Bus> {
    Ok(Bus::connect(&options(config, url, name)?).await?)
}

fn options(config: &Config, url: Option<&str>, name: &str) -> anyhow::Result<Options> {
    let folder = config.data.join("nats");
    match url.or(config.nats_url.as_deref()) {
        Some(LOCAL) | None => match Address::read(&folder) {
            Some(address) => Ok(address.options(name)),
            None => bail!(
                "no nats-server: none is configured, and no `rasid run` keeps one in `{}`; \
                 start `rasid run` or give --nats URL",
                config.data.display()
            ),
        },
        Some(url) => to(config, url, name),
    }
}

/// The options for an address.
pub(crate) fn to(config: &Config, url: &str, name: &str) -> anyhow::Result<Options> {
    let plausible =
        url.contains("://") || url.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if !plausible {
        return Err(anyhow!("`{url}` is no address of a nats-server (example: nats://127.0.0.1:4222)"));
    }
    Ok(Options { url: url.to_owned(), auth: config.auth.clone(), name: name.to_owned() })
}
