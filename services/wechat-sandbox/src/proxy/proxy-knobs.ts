import { Type } from 'typebox';
import type { Knob } from '../console/knob.js';
import { KnobError } from '../protocol/knob-error.js';
import type { World } from '../world.js';
import type { ConnectProxy } from './connect-proxy.js';

const OFF = 'There is no proxy: start the sandbox with SANDBOX_PROXY_PORT (0 = any free port).';

/** What a client of the proxy needs: its address for HTTPS_PROXY, and the authority for NODE_EXTRA_CA_CERTS. */
export const proxyKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/proxy',
    summary: 'The CONNECT proxy’s address and the hosts it answers for',
    answers: { 200: Type.Object({ url: Type.String(), hosts: Type.Array(Type.String()) }), 404: OFF },
    handle: ({ world }) => ({ url: world.proxyUrl, hosts: requireProxy(world).hosts }),
  },
  {
    method: 'GET',
    path: '/sandbox/ca.pem',
    summary: 'The certificate of the authority that clients of the proxy trust',
    gives: 'application/x-pem-file',
    answers: { 200: 'the certificate as PEM', 404: OFF },
    handle: ({ world, reply }) => {
      const { caPem } = requireProxy(world);
      return reply.type('application/x-pem-file').send(caPem);
    },
  },
];

function requireProxy({ proxy }: World): ConnectProxy {
  if (proxy === null) throw new KnobError(404, OFF);
  return proxy;
}
