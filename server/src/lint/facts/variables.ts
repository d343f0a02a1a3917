// Knows: where a variable stands in a word of an instruction, and how it is written there.
import type { TextEdit } from '../../base/textEdit';
import type { DockerfileModel, Word } from '../../syntax/model';

const escaped = (name: string): string => name.replace(/[^\w]/g, '\\$&');

/** True when a value stands in for it: `${NAME:-x}`, `${NAME-x}`, `${NAME:+x}`, `${NAME+x}`. */
export const hasDefault = (text: string, name: string): boolean =>
  new RegExp(`\\$\\{${escaped(name)}:?[-+]`).test(text);

/** Another name in its place; undefined when the word is not written as it is read. */
export function replacedVariable(
  { text }: DockerfileModel,
  word: Word,
  name: string,
  newText: string,
): TextEdit | undefined {
  const written = text.slice(word.span.start, word.span.end);
  if (written !== word.text) return undefined;
  const match = new RegExp(`(\\$\\{?)${escaped(name)}(?!\\w)`).exec(written);
  if (!match) return undefined;
  const start = word.span.start + match.index + (match[1]?.length ?? 0);
  return { span: { start, end: start + name.length }, newText };
}

/** Names that well-known images set, so that nobody can say they are missing while the base is not known. */
export const SET_BY_IMAGES: ReadonlySet<string> = new Set(
  (
    'PATH JAVA_HOME JAVA_VERSION JRE_HOME JDK_HOME MAVEN_HOME GRADLE_HOME CATALINA_HOME TOMCAT_VERSION ' +
    'GOPATH GOROOT GOLANG_VERSION NODE_VERSION YARN_VERSION NPM_CONFIG_PREFIX PYTHON_VERSION PYTHON_PIP_VERSION ' +
    'RUSTUP_HOME CARGO_HOME RUST_VERSION GEM_HOME BUNDLE_APP_CONFIG BUNDLE_SILENCE_ROOT_WARNING RUBY_VERSION ' +
    'PHP_INI_DIR PHP_VERSION PHPIZE_DEPS PHP_EXTRA_CONFIGURE_ARGS APACHE_CONFDIR APACHE_ENVVARS HTTPD_PREFIX ' +
    'NGINX_VERSION NJS_VERSION PKG_RELEASE PGDATA PG_VERSION PG_MAJOR MYSQL_VERSION REDIS_VERSION ' +
    'DOTNET_VERSION ASPNET_VERSION ASPNETCORE_URLS CUDA_VERSION CUDNN_VERSION NVIDIA_VISIBLE_DEVICES LD_LIBRARY_PATH ' +
    'LIBRARY_PATH CONDA_DIR SPARK_HOME HADOOP_HOME FLINK_HOME JENKINS_HOME ANDROID_HOME ANDROID_SDK_ROOT LANG LC_ALL'
  ).split(' '),
);
