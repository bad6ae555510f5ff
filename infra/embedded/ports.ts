import { type AddressInfo, createServer } from 'node:net';

/** True when nobody listens on the port of this host. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryListen(port, host)) !== null;
}

/** A port nobody listens on: the preferred one when it is free, else one the system chooses. */
export async function freePort(preferred?: number, host = '127.0.0.1'): Promise<number> {
  const port = (preferred ? await tryListen(preferred, host) : null) ?? (await tryListen(0, host));
  if (port === null) throw new Error(`No port can be opened on ${host}.`);
  return port;
}

/** The first free port from `start` upwards that is not among `taken`. */
export async function nextFreePort(start: number, taken: ReadonlySet<number>, host = '127.0.0.1'): Promise<number> {
  for (let port = start; port < Math.min(start + 200, 65_536); port++) {
    if (!taken.has(port) && (await isPortFree(port, host))) return port;
  }
  return await freePort(undefined, host);
}

async function tryListen(port: number, host: string): Promise<number | null> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const chosen = (server.address() as AddressInfo).port;
      server.close(() => resolve(chosen));
    });
  });
}
