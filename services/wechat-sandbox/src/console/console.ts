import type { FastifyInstance } from 'fastify';
import type { World } from '../world.js';
import { appKnobs } from './app-knobs.js';
import { consolePage } from './console-page.html.js';
import { type Knob, registerKnobs } from './knob.js';
import { payKnobs } from './pay-knobs.js';
import { worldKnobs } from './world-knobs.js';

const knobs: readonly Knob[] = [...appKnobs, ...payKnobs, ...worldKnobs];

/** The knobs, their description for machines, and the page for people. */
export function registerConsole(app: FastifyInstance, world: World): void {
  registerKnobs(app, world, knobs);
  app.get('/sandbox/openapi.json', () => openApi());
  for (const path of ['/', '/sandbox']) {
    app.get(path, (_request, reply) => reply.type('text/html; charset=utf-8').send(consolePage()));
  }
}

function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, summary } of knobs) {
    const template = path.replace(/:(\w+)/g, '{$1}');
    const parameters = [...path.matchAll(/:(\w+)/g)].map((match) => ({
      name: match[1],
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    const answers = { 200: { description: 'done' }, 400: { description: 'wrong use, with an error sentence' } };
    paths[template] = { ...paths[template], [method.toLowerCase()]: { summary, parameters, responses: answers } };
  }
  return { openapi: '3.1.0', info: { title: 'wechat-sandbox knobs', version: '1.0.0' }, paths };
}
