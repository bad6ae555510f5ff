import type { GeneralComponent } from 'glass-easel';
import type { CodeSpace, MiniProgramEnv } from 'glass-easel-miniprogram-adapter';
import type { ComponentConfig, TemplateGroups } from '../format.js';
import { isBuiltIn } from '../frame/register.js';
import { type TemplateContent, withViewScripts } from '../frame/view-script/hook.js';
import type { ReadyQueue } from './ready-queue.js';

/** The space that holds a package's components. Every component that is attached tells the queue. */
export function createSpace(env: MiniProgramEnv, queue: ReadyQueue): CodeSpace {
  const space = env.createCodeSpace('main', true, {});
  const attached = function (this: unknown) {
    const component = ((this as { _$?: GeneralComponent })._$ ?? this) as GeneralComponent;
    if (!isBuiltIn(component.is)) queue.add(component);
  };
  const behavior = { is: 'player-ready', lifetimes: { attached } };
  space.setOverallBehavior(space.getComponentSpace().defineBehavior(behavior as never));
  return space;
}

/** Templates and JSON of all pages and components; their scripts come when a page needs them. */
export function addTemplates(
  space: CodeSpace,
  components: Readonly<Record<string, ComponentConfig>>,
  groups: TemplateGroups,
): void {
  for (const [path, component] of Object.entries(components)) {
    const content = withViewScripts(groups[path] as TemplateContent);
    space.addCompiledTemplate(path, { groupList: groups, content } as never);
    space.addComponentStaticConfig(path, staticConfigOf(component) as never);
    space.addStyleSheet(path, undefined, component.scope === '' ? undefined : component.scope);
  }
}

function staticConfigOf({
  page,
  component,
  using,
  generics,
  placeholder,
  styleIsolation,
  pureDataPattern,
}: ComponentConfig) {
  const usingComponents = Object.fromEntries(Object.entries(using).map(([tag, path]) => [tag, `/${path}`]));
  const componentGenerics = Object.fromEntries(
    Object.entries(generics).map(([name, { default: path }]) => [name, path ? { default: `/${path}` } : true]),
  );
  return {
    component: component && !page,
    usingComponents,
    componentGenerics,
    componentPlaceholder: placeholder,
    styleIsolation,
    ...(pureDataPattern ? { pureDataPattern } : {}),
  };
}
