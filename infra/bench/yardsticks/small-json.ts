import { bareFastify, serve } from './yardstick-server.js';

// The least a request can cost: a parameter in the path, a small object out.
const server = bareFastify();
const schema = { response: { 200: { type: 'object', properties: { hello: { type: 'string' } } } } };
server.get('/hello/:name', { schema }, () => ({ hello: 'world' }));
await serve(server);
