import type { Text } from '#kernel/problems/problem-table.js';

interface FaultText {
  /** A clause that goes on from the file's name. */
  readonly fault: Text;
  /** Sentences. */
  readonly remedy: Text;
}

const text = (fault: readonly [zh: string, en: string], remedy: readonly [zh: string, en: string]): FaultText => ({
  fault: { zh: fault[0], en: fault[1] },
  remedy: { zh: remedy[0], en: remedy[1] },
});

/** What is wrong with a template and how to mend it; `{name}` is filled from the fault's parameters, `{at}` being a JSON pointer. */
export const templateFaultTexts = {
  'folder.missing': text(
    ['模板文件夹不存在', 'the templates folder does not exist'],
    ['请将 TEMPLATES_DIR 设为存放模板的文件夹。', 'Set TEMPLATES_DIR to the folder that holds the templates.'],
  ),
  'folder.empty': text(
    ['其中没有任何文件夹含有 manifest.json', 'no folder in it has a manifest.json'],
    ['请将 TEMPLATES_DIR 设为存放模板的文件夹。', 'Set TEMPLATES_DIR to the folder that holds the templates.'],
  ),
  'folder.no_manifest': text(
    ['不存在', 'is missing'],
    ['请指定一个模板的文件夹。', 'Name a folder that holds a template.'],
  ),
  'folder.too_large': text(
    ['使文件夹超过 {files} 个文件或 {megabytes} MB', 'makes the folder larger than {files} files or {megabytes} MB'],
    ['请只保留模板自身的文件。', 'Keep only what the template consists of.'],
  ),
  'file.missing': text(
    ['不存在', 'is missing'],
    ['请补上该文件，或改正指向它的路径。', 'Add the file, or correct the path that names it.'],
  ),
  'file.link': text(
    ['是符号链接，可能指向文件夹之外', 'is a symbolic link, which may lead out of the folder'],
    ['请用文件本身代替它。', 'Put the file itself in its place.'],
  ),
  'file.special': text(
    ['不是普通文件', 'is no plain file'],
    ['请用文件本身代替它。', 'Put the file itself in its place.'],
  ),
  'file.unreadable': text(
    ['无法读取（{reason}）', 'cannot be read ({reason})'],
    ['请恢复该文件，或修正其权限。', 'Restore the file or make it readable.'],
  ),
  'file.too_large': text(
    [
      '有 {megabytes} MB，超过一个代码包的上限 {limit} MB',
      'has {megabytes} MB, more than the {limit} MB that a code package may have',
    ],
    ['请拆分该文件，或将其移除。', 'Split the file or leave it out.'],
  ),
  'picture.too_large': text(
    [
      '有 {megabytes} MB，超过{what}的上限 {limit} MB',
      'has {megabytes} MB, more than the {limit} MB that {what} may have',
    ],
    ['请压缩图片，或改由媒体库提供。', 'Make the picture smaller, or serve it as a medium.'],
  ),
  'json.syntax': text(
    ['不是有效的 JSON（{fault}）', 'is not valid JSON ({fault})'],
    ['请改正语法。', 'Correct the syntax.'],
  ),
  'json.repeated_key': text(['{at} 写了两次', '{at} is written twice'], ['请删去其中一个。', 'Remove one of the two.']),
  'json.no_object': text(
    ['不是一个 JSON 对象', 'does not hold a JSON object'],
    ['请以 { 开头、以 } 结尾。', 'Begin the file with { and end it with }.'],
  ),
  'manifest.value': text(
    ['{at} {fault}', '{at} {fault}'],
    ['可用的内容见 manifest.schema.json。', 'See manifest.schema.json for what it may hold.'],
  ),
  'manifest.other_id': text(
    ['id 为“{id}”，而文件夹名为“{folder}”', 'its id is "{id}" in a folder named "{folder}"'],
    ['请使两者一致。', 'Give both the same name.'],
  ),
  'manifest.scope_untold': text(
    ['{at} 没有 {scope} 的用途说明', '{at} has no text for {scope}'],
    ['请说明收集该信息的目的。', 'Say for what purpose the data is collected.'],
  ),
  'manifest.scope_unasked': text(
    ['{at} 不在 privacyScopes 之中', '{at} is not among the privacyScopes'],
    ['请删去它，或补上该隐私项。', 'Remove it, or add the scope.'],
  ),
  'manifest.runtime_api': text(
    [
      '{at} 要求运行时 API {wanted}，而本系统为 {offered}',
      '{at} asks for runtime API {wanted}; this installation has {offered}',
    ],
    ['请升级本系统，或使用该模板的旧版本。', 'Upgrade the installation, or use an older version of the template.'],
  ),
  'manifest.upgrade_from_itself': text(
    ['{at} 就是本版本自身', '{at} is the version itself'],
    ['请填写旧版本号。', 'Name an older version.'],
  ),
  'manifest.page_unknown': text(
    ['{at} 指向页面 {page}，但它不存在', '{at} names the page {page}, which does not exist'],
    ['请将其加入 {app}，或删去该项。', 'Add it to {app}, or remove the entry.'],
  ),
  'manifest.page_untitled': text(
    ['页面 {page} 在 {manifest} 的 "pages" 中没有条目', 'the page {page} has no entry in "pages" of {manifest}'],
    ['请在那里加入它的中英文标题。', 'Add it there with its title in zh and en.'],
  ),
  'manifest.order_page_unknown': text(
    ['{at} 指向页面 {page}，但它不存在', '{at} names the page {page}, which does not exist'],
    ['请改正路径。', 'Correct the path.'],
  ),
  'manifest.section_unknown': text(
    [
      '{at} 指向板块“{section}”，但模板与公共部分都没有它',
      '{at} names the section "{section}", which neither the template nor the kit has',
    ],
    ['请补上 sections/{section}.json，或改正名称。', 'Add sections/{section}.json, or correct the name.'],
  ),
  'section.value': text(
    ['{at} {fault}', '{at} {fault}'],
    ['可用的内容见 section.schema.json。', 'See section.schema.json for what it may hold.'],
  ),
  'section.other_type': text(
    ['{at} 为“{type}”', '{at} is "{type}"'],
    ['请改为“{name}”，与文件名一致。', 'Make it "{name}", as the file is called.'],
  ),
  'section.other_data': text(
    ['{at} 为 {data}，但这个名称的板块得到的是 {source}', '{at} is {data}, but a section of this name gets {source}'],
    [
      '请写 {source}，或为板块换一个开头不同的名称。',
      'Write {source}, or give the section a name that begins otherwise.',
    ],
  ),
  'section.block_twice': text(
    ['{at} 用了两次', '{at} is used twice'],
    ['请为每种内容块取各自的 type。', 'Give every kind of block its own type.'],
  ),
  'section.required_unknown': text(
    ['{at} 指向“{setting}”，但没有这个设置', '{at} names "{setting}", which is no setting'],
    ['请改正名称。', 'Correct the name.'],
  ),
  'section.preset_invalid': text(
    ['{at} {fault}', '{at} {fault}'],
    ['请改正该值；预设必须是有效的板块。', 'Correct the value; presets must be valid sections.'],
  ),
  'schema.invalid': text(
    ['不是有效的 schema（{reason}）', 'is not a valid schema ({reason})'],
    [
      '只可使用 JSON Schema draft-07 的关键字和 "x-" 关键字。',
      'Use JSON Schema draft-07 keywords and "x-" keywords only.',
    ],
  ),
  'schema.sections_in_section': text(
    ['在板块之中使用了 "$sections"', 'has "$sections" inside a section'],
    ['板块只能含内容块，不能含其他板块。', 'A section holds blocks, never other sections.'],
  ),
  'schema.part_missing': text(
    [
      '使用了 {"$kit": "{part}"}，但 kit/{part}.json 不存在',
      'asks for {"$kit": "{part}"}, but kit/{part}.json does not exist',
    ],
    ['请改正名称。', 'Correct the name.'],
  ),
  'schema.part_cycle': text(
    ['包含了自身：{way}', 'contains itself by way of {way}'],
    ['请去掉其中一处引用。', 'Take one of these references out.'],
  ),
  'setting.unmarked': text(
    ['{at}没有 "x-delivery" 或 "x-title"', '{at} has no "x-delivery" or no "x-title"'],
    ['请标明 "live" 或 "packaged"。', 'Mark it "live" or "packaged".'],
  ),
  'setting.untitled': text(
    ['{at}没有 "x-delivery" 或 "x-title"', '{at} has no "x-delivery" or no "x-title"'],
    ['请加上中英文的 "x-title"。', 'Give it an "x-title" in zh and en.'],
  ),
  'setting.open_group': text(
    ['{at}允许未知的设置', '{at} allows unknown settings'],
    ['请加上 "additionalProperties": false。', 'Add "additionalProperties": false.'],
  ),
  'setting.choice_untitled': text(
    ['{at}的选项 {choice} 没有标题', '{at} has no title for the choice {choice}'],
    ['请在 "x-options" 中加上中英文标题。', 'Add it to "x-options" in zh and en.'],
  ),
  'ext.variable_unknown': text(
    ['{at} 使用了未知变量“{variable}”', '{at} uses the unknown variable "{variable}"'],
    ['可用：{variables}。', 'Use one of {variables}.'],
  ),
  'ext.setting_unknown': text(
    ['{at} 使用了 {setting}，但没有这个设置', '{at} uses {setting}, which is not a setting'],
    ['请改正路径。', 'Correct the pointer.'],
  ),
  'ext.setting_live': text(
    ['{at} 使用了 {setting}，但它标为 live', '{at} uses {setting}, which is marked live'],
    ['请在设置的 schema 中把它标为 "packaged"。', 'Mark it "packaged" in the settings schema.'],
  ),
  'ext.setting_unused': text(
    ['没有用到 packaged 设置 {setting}', 'the packaged setting {setting} is not used'],
    ['请在此使用它，或在设置的 schema 中把它标为 "live"。', 'Use it here, or mark it "live" in the settings schema.'],
  ),
  'ext.direct_commit': text(
    ['含有 "directCommit"', 'has "directCommit"'],
    [
      '请删去：带有它的模板在微信那里页面列表为空。',
      'Remove it: templates that carry it yield an empty page list at WeChat.',
    ],
  ),
  'ext.differs_from_app': text(
    ['{at} 与 {app} 不同', '{at} differs from {app}'],
    ['请照样重复：微信以此处为准。', 'Repeat it: WeChat takes it from here.'],
  ),
  'ext.page_unknown': text(
    ['"extPages" 指向 {page}，但没有这个页面', '"extPages" names {page}, which is not a page'],
    ['请改正路径。', 'Correct the path.'],
  ),
  'ext.no_value': text(
    ['{at} 使用了 {name}，但它没有值', '{at} uses {name}, which has no value'],
    ['请给它一个默认值或值。', 'Give it a default or a value.'],
  ),
  'preset.incomplete': text(
    ['缺少 "id"、"title" 或 "config"', 'lacks "id", "title" or "config"'],
    [
      '预设的形式为 {id, title: {zh, en}, config, products, content}。',
      'A preset is {id, title: {zh, en}, config, products, content}.',
    ],
  ),
  'preset.invalid': text(
    ['{at} {fault}', '{at} {fault}'],
    ['请改正该值；预设必须是有效的设置。', 'Correct the value; presets must be valid configs.'],
  ),
  'preset.file_missing': text(
    ['{at} 的{what}文件 {path} 不存在', '{at} its {what} file {path} does not exist'],
    [
      '请改正路径；它从模板文件夹算起，位于 demo/ 之下。',
      'Correct the path; it starts at the template folder and lies below demo/.',
    ],
  ),
  'media.missing': text(
    ['引用了 {reference}，但它不存在', 'refers to {reference}, which does not exist'],
    [
      '请将图片放入 {folder}/demo/media，或改正引用。',
      'Add the picture below {folder}/demo/media, or correct the reference.',
    ],
  ),
  'source.no_app': text(
    ['不存在', 'is missing'],
    ['小程序需要它与 app.js 并列。', 'A mini-program needs it beside app.js.'],
  ),
  'source.ext_json': text(
    ['不得存在', 'must not exist'],
    ['它由 {ext} 为每个小程序生成；请删去该文件。', 'It is made from {ext} for each applet; remove the file.'],
  ),
  'source.path': text(
    ['的名称不是代码包内的路径', 'has a name that is no path inside the package'],
    ['请重命名该文件。', 'Rename the file.'],
  ),
  'source.reference': text(
    ['引用了“{written}”，但{why}', 'refers to "{written}", but {why}'],
    [
      '请在模板或公共部分补上该文件，或改正路径；路径不得指向代码包之外。',
      'Add the file to the template or the kit, or correct the path; a path may not lead out of the package.',
    ],
  ),
  'source.cycle': text(
    ['经由 {way} 用到了自身', 'uses itself by way of {way}'],
    ['请去掉其中一处引用。', 'Take one of these references out.'],
  ),
} as const satisfies Readonly<Record<string, FaultText>>;

export type TemplateFaultCode = keyof typeof templateFaultTexts;
