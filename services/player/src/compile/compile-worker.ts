import { parentPort } from 'node:worker_threads';
import { compilePackage } from './compile-package.js';

// The thread behind CompileThread: a package's files come in, what became of them goes out.
parentPort?.on('message', (files: ReadonlyMap<string, Uint8Array>) => {
  compilePackage(files).then(
    (compiled) => parentPort?.postMessage({ compiled }, []),
    (error: unknown) =>
      parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) }, []),
  );
});
