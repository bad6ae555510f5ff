import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Stops our children when this process is gone, however it went: a shell in a session of its own reads from a pipe that
 * only we hold. When the pipe closes, it signals what is still listed, waits five seconds, then kills.
 * An exit hook would not run on SIGKILL, and `setpriv --pdeathsig` exists on Linux only.
 */
export class Watchdog {
  readonly #shell: ChildProcess;

  constructor() {
    this.#shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
    // If somebody kills the shell we lose the protection, not the system.
    this.#shell.on('error', () => {});
    this.#shell.stdin?.on('error', () => {});
    this.#shell.unref();
    (this.#shell.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }

  get pid(): number | undefined {
    return this.#shell.pid;
  }

  /** From now on `pid` is sent `signalName` (without SIG) when we die. */
  guard(pid: number, signalName: 'INT' | 'TERM'): void {
    this.#shell.stdin?.write(`${signalName} ${pid}\n`);
  }

  /** The process ended; its id may soon belong to a stranger. */
  forget(pid: number): void {
    this.#shell.stdin?.write(`- ${pid}\n`);
  }

  /** Ends the shell; it stops whatever is still listed. */
  close(): void {
    this.#shell.stdin?.end();
  }
}

const script = `
trap "" INT TERM HUP QUIT
list=""
while read -r word pid; do
  if [ "$word" = "-" ]; then
    kept=""
    for entry in $list; do [ "\${entry##*:}" = "$pid" ] || kept="$kept $entry"; done
    list="$kept"
  else
    list="$list $word:$pid"
  fi
done
for entry in $list; do kill -"\${entry%%:*}" "\${entry##*:}" 2>/dev/null; done
alive() { kill -0 "$1" 2>/dev/null && ! grep -q ") Z " "/proc/$1/stat" 2>/dev/null; }
n=0
while [ $n -lt 50 ]; do
  left=""
  for entry in $list; do alive "\${entry##*:}" && left="$left $entry"; done
  [ -z "$left" ] && exit 0
  list="$left"
  sleep 0.1
  n=$((n + 1))
done
for entry in $list; do kill -9 "\${entry##*:}" 2>/dev/null; done
`;
