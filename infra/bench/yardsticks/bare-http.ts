import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { required } from './yardstick-server.js';

// node:http with nothing on top: it reads the body to its end and answers the same bytes whatever was asked.
const answer = readFileSync(required('ANSWER_FILE'));
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
});
server.listen(Number(required('YARDSTICK_PORT')), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
