import { LaunchFailure } from './failure.js';
import { freePort, isPortFree, nextFreePort } from './ports.js';
import { isOfSandbox, type LaunchSettings, type PortName, portNames } from './settings.js';

export type Ports = Readonly<Record<PortName, number>>;

/**
 * Decides on which port each program listens, before anything is started. A standard port in use gives way to the next
 * free one, which is said through `log`.
 * @throws {LaunchFailure} naming the setting when a port the user asked for is in use.
 */
export async function planPorts(
  settings: Pick<LaunchSettings, 'ports' | 'host' | 'withSandbox'>,
  mode: 'settings' | 'random',
  log: (line: string) => void,
): Promise<Ports> {
  const { host } = settings;
  const wanted = portNames.filter((name) => settings.withSandbox || !isOfSandbox(name));
  const chosen = Object.fromEntries(portNames.map((name) => [name, 0])) as Record<PortName, number>;
  const taken = new Set<number>();
  const take = (name: PortName, port: number): void => {
    chosen[name] = port;
    taken.add(port);
  };
  const explicit = wanted.filter((name) => settings.ports[name].explicit);
  for (const name of explicit) {
    const { variable, port } = settings.ports[name];
    if (!(await isPortFree(port, host))) throw new LaunchFailure(inUse(variable, port, host));
    take(name, port);
  }
  for (const name of wanted.filter((one) => !explicit.includes(one))) {
    const { variable, port } = settings.ports[name];
    if (mode === 'random') {
      take(name, await unlike(taken, host));
      continue;
    }
    take(name, await nextFreePort(port, taken, host));
    if (chosen[name] !== port) log(`Port ${port} is in use: ${name} takes ${chosen[name]} (${variable} sets another).`);
  }
  return chosen;
}

function inUse(variable: string, port: number, host: string): string {
  return port < 1024
    ? `${variable} is ${port}, which is in use or needs more rights than you have on ${host}: choose one above 1023.`
    : `${variable} is ${port}, but that port is in use on ${host}: stop the other program or choose another port.`;
}

async function unlike(taken: ReadonlySet<number>, host: string): Promise<number> {
  for (;;) {
    const port = await freePort(undefined, host);
    if (!taken.has(port)) return port;
  }
}
