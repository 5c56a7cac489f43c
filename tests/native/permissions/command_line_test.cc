#include "permissions/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"

namespace nacre {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

/// The texts of everything that `command` runs.
std::vector<std::string> Runs(std::string_view command) {
  std::vector<std::string> texts;
  for (const SimpleCommand& each : SplitCommandLine(command).commands) {
    if (each.role != CommandRole::kWords) texts.push_back(each.text);
  }
  return texts;
}

bool IsDynamic(std::string_view command) {
  for (const SimpleCommand& each : SplitCommandLine(command).commands) {
    if (each.dynamic) return true;
  }
  return false;
}

TEST(CommandLineTest, SplitsLists) {
  EXPECT_THAT(Runs("a 1; b && c || d | e |& f & g\nh"),
              ElementsAre("a 1", "b", "c", "d", "e", "f", "g", "h"));
  EXPECT_THAT(Runs(""), IsEmpty());
  EXPECT_THAT(Runs("# rm -rf /"), IsEmpty());
  EXPECT_THAT(Runs("a # ; b\nc"), ElementsAre("a", "c"));
  EXPECT_THAT(Runs("a x#y; b"), ElementsAre("a x#y", "b"));
}

TEST(CommandLineTest, RemovesQuotes) {
  EXPECT_THAT(Runs("r\\m -rf /"), ElementsAre("rm -rf /"));
  EXPECT_THAT(Runs("'r'm \"-rf\" /"), ElementsAre("rm -rf /"));
  EXPECT_THAT(Runs("$'\\x72\\155' -rf $'\\u002f'"), ElementsAre("rm -rf /"));
  EXPECT_THAT(Runs("r\\\nm -r\\\nf /"), ElementsAre("rm -rf /"));
  EXPECT_THAT(Runs("echo \"rm -rf /; x\" 'a && b' c\\;d"),
              ElementsAre("echo rm -rf /; x a && b c;d"));
  EXPECT_THAT(Runs("{rm,-rf,/}"), ElementsAre("rm -rf /"));
  EXPECT_THAT(Runs("{r..r}m -{r..r}f /{,}"), ElementsAre("rm -rf / /"));
  EXPECT_THAT(Runs("echo '{a,b}' {c} {d,}e"), ElementsAre("echo {a,b} {c} de e"));
}

TEST(CommandLineTest, FindsNestedCommands) {
  EXPECT_THAT(Runs("(a; (b))"), ElementsAre("a", "b"));
  EXPECT_THAT(Runs("{ a; b; }; c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Runs("x $(a \"$(b ')')\")"), Contains("b )"));
  EXPECT_THAT(Runs("x \"`a \\`b\\``\""), Contains("b"));
  EXPECT_THAT(Runs("x ${y:-$(a)}"), Contains("a"));
  EXPECT_THAT(Runs("x \"${y:-\"$(a)\"}\""), Contains("a"));
  EXPECT_THAT(Runs("x ${ a; }"), Contains("a"));
  EXPECT_THAT(Runs("diff <(a) >(b)"), Contains("a"));
  EXPECT_THAT(Runs("x $((1 + $(a)))"), Contains("a"));
  EXPECT_THAT(Runs("x $( (a) )"), Contains("a"));
  EXPECT_THAT(Runs("x $((a); (b))"), Contains("b"));
  EXPECT_THAT(Runs("x=$(a) y"), Contains("a"));
  EXPECT_THAT(Runs("x=(1 $(a))"), Contains("a"));
  EXPECT_THAT(Runs("x > \"$(a)\""), Contains("a"));
}

TEST(CommandLineTest, LooksIntoCompoundCommands) {
  EXPECT_THAT(Runs("if a; then b; elif c; then d; else e; fi"),
              ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(Runs("while a; do b; done; until c; do d; done"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(Runs("for x in rm -rf /; do b $x; done"), ElementsAre("b $x"));
  EXPECT_THAT(Runs("for ((i=0; i<$(a); i++)); do b; done"), ElementsAre("a", "b"));
  EXPECT_THAT(Runs("case $(s) in a|'b)') x;; (c) y;; *) z; esac; w"),
              ElementsAre("s", "x", "y", "z", "w"));
  EXPECT_THAT(Runs("f() { a; }; function g { b; }; h () ( c )"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Runs("! a; time b; time -p c"), Contains("b"));
  EXPECT_THAT(Runs("time -p c"), Contains("c"));
  EXPECT_THAT(Runs("coproc N { a; }; coproc b"), ElementsAre("a", "b"));
  EXPECT_THAT(Runs("((a) || (b))"), ElementsAre("a", "b"));
  // A shell without [[ runs what follows the operator.
  EXPECT_THAT(Runs("[[ -f a || rm -rf / ]]"), Contains("rm -rf /"));
  // A reserved word in quotes is a program.
  EXPECT_THAT(Runs("\"if\" a"), ElementsAre("if a"));
}

TEST(CommandLineTest, ReadsHereDocuments) {
  EXPECT_THAT(Runs("cat <<E; a\nrm -rf /\nE\nb"), ElementsAre("cat", "a", "b"));
  EXPECT_THAT(Runs("cat <<E\n$(a)\nE"), Contains("a"));
  EXPECT_THAT(Runs("cat <<'E'\n$(a)\nE"), ElementsAre("cat"));
  EXPECT_THAT(Runs("cat <<-E\n\tx\n\tE\na"), ElementsAre("cat", "a"));
  EXPECT_THAT(Runs("cat <<A <<B\nx\nA\ny\nB\nc"), ElementsAre("cat", "c"));
  EXPECT_THAT(Runs("sh <<E\nrm -rf /\nE"), Contains("rm -rf /"));
  EXPECT_THAT(Runs("bash <<< 'rm -rf /'"), Contains("rm -rf /"));
  // The body begins after the line, not inside its substitution.
  EXPECT_THAT(Runs("cat <<E $(\nrm -rf /\nE\n)\nbody\nE"), Contains("rm -rf /"));
  // A joined line is not the delimiter.
  EXPECT_THAT(Runs("cat <<A\nx\\\nA\ncat <<'B'\nA\nrm -rf /\nB"), Contains("rm -rf /"));
  EXPECT_TRUE(SplitCommandLine("cat <<EOF\nE\\\nOF\nx\nEOF").unparsable);
}

TEST(CommandLineTest, PeelsWrappers) {
  for (const char* command : {"sudo rm -rf /",
                              "sudo -u root -- rm -rf /",
                              "sudo -uroot A=b rm -rf /",
                              "doas -u x rm -rf /",
                              "env rm -rf /",
                              "env -i -u C A=b rm -rf /",
                              "env A=b rm -rf /",
                              "/usr/bin/env rm -rf /",
                              "env -S 'rm -rf /'",
                              "env -S'rm -rf' /",
                              "nohup rm -rf / &",
                              "nice -n 5 rm -rf /",
                              "nice -5 rm -rf /",
                              "timeout 5 rm -rf /",
                              "timeout -s KILL 5 rm -rf /",
                              "stdbuf -oL rm -rf /",
                              "setsid -f rm -rf /",
                              "command rm -rf /",
                              "command -p rm -rf /",
                              "builtin exec -a x rm -rf /",
                              "exec rm -rf /",
                              "eval rm -rf /",
                              "eval 'rm -rf' /",
                              "eval \"r\"\"m -rf /\"",
                              "sh -c 'rm -rf /'",
                              "bash -lc 'rm -rf /'",
                              "bash -c -e 'rm -rf /'",
                              "bash -o pipefail -c 'rm -rf /'",
                              "zsh --no-rcs -c 'rm -rf /'",
                              "/bin/sh -ec 'rm -rf /'",
                              "su -c 'rm -rf /'",
                              "su root -c 'rm -rf /'",
                              "su - root --command='rm -rf /'",
                              "ssh -p 22 host rm -rf /",
                              "ssh host 'cd /; rm -rf /'",
                              "xargs rm -rf / < x",
                              "xargs -n1 -0 rm -rf / < x",
                              "echo / | xargs rm -rf",
                              "watch -n 1 rm -rf /",
                              "strace -f -o x rm -rf /",
                              "busybox rm -rf /",
                              "find . -exec rm -rf / ';'",
                              "find . -name x -exec a {} + -o -execdir rm -rf / \\;",
                              "fd x -x rm -rf /",
                              "chroot /mnt rm -rf /",
                              "flock /tmp/l rm -rf /",
                              "flock /tmp/l -c 'rm -rf /'",
                              "trap 'rm -rf /' EXIT",
                              "alias x='rm -rf /'",
                              "echo 'rm -rf /' | sh",
                              "printf 'x\\nrm -rf /\\n' | bash -s",
                              "ionice -c 3 rm -rf /",
                              "taskset 1 rm -rf /",
                              "nohup env sudo sh -c \"nice bash -c 'rm -rf /'\"",
                              "sh -c \"$(echo \"$(rm -rf /)\")\"",
                              "if true; then sudo rm -rf /; fi",
                              "A=b rm -rf /",
                              "A+=b C[1]=d rm -rf /",
                              "</dev/null >x 2>&1 rm -rf /",
                              "2>x rm -rf /",
                              "&>x rm -rf /",
                              "noglob rm -rf /",
                              "repeat 2 rm -rf /",
                              "parallel rm -rf / ::: a"}) {
    EXPECT_THAT(Runs(command), Contains("rm -rf /")) << command;
    EXPECT_FALSE(SplitCommandLine(command).unparsable) << command;
  }
}

TEST(CommandLineTest, TextIsNotACommand) {
  for (const char* command : {"echo \"rm -rf /\"", "git commit -m \"fix; rm -rf /\"",
                              "grep 'rm -rf /' x", "echo rm -rf /", "cat <<'E'\nrm -rf /\nE",
                              "echo 'a' \"; rm -rf /\"", "x=\"rm -rf /\"", "command -v rm -rf /"}) {
    EXPECT_THAT(Runs(command), Not(Contains("rm -rf /"))) << command;
    EXPECT_FALSE(SplitCommandLine(command).unparsable) << command;
  }
}

TEST(CommandLineTest, FlagsWhatOnlyRunTimeKnows) {
  for (const char* command : {"$X -rf /",
                              "${X:-rm} -rf /",
                              "$(echo rm) -rf /",
                              "`echo rm` x",
                              "r$X -rf /",
                              "\"$X\" a",
                              "rm${IFS}-rf${IFS}/",
                              "/bin/r? -rf /",
                              "eval \"$X\"",
                              "sh -c \"$X\"",
                              "bash -c \"$(curl x)\"",
                              "curl x | sh",
                              "curl x | sudo bash",
                              "base64 -d x | bash -s -- a",
                              "bash <(curl x)",
                              "source <(curl x)",
                              "echo $X | sh",
                              "{ echo a; } | sh",
                              "cat x | (cd y; sh)",
                              "cat x | while read y; do sh; done",
                              "ls | xargs sh -c",
                              "ls | xargs -I{} {} x",
                              "=rm -rf /",
                              "sudo $X",
                              "env $X a",
                              "find . -exec $X {} ;"}) {
    EXPECT_TRUE(IsDynamic(command)) << command;
  }
  for (const char* command : {"ls $X", "sh x.sh", "bash < x.sh", "echo `a`", "ls | xargs rm",
                              "cat x | wc", "curl x | jq .", "echo ls | sh", "~/bin/tool x"}) {
    EXPECT_FALSE(IsDynamic(command)) << command;
  }
}

TEST(CommandLineTest, FlagsWhatItCanNotRead) {
  for (const std::string& command :
       {std::string("echo 'a"), std::string("echo \"a"), std::string("echo `a"),
        std::string("echo $(a"), std::string("(a"), std::string("a)"), std::string("{ a"),
        std::string("echo ${a"), std::string("case x in"), std::string("[[ a"),
        std::string("a\0b", 3), std::string("echo $'a\\'; rm -rf / #'"),
        std::string(limits::kCommandBytes + 1, 'a')}) {
    const CommandLine line = SplitCommandLine(command);
    EXPECT_TRUE(line.unparsable) << command.substr(0, 40);
    EXPECT_FALSE(line.problem.empty());
  }
}

TEST(CommandLineTest, IsBounded) {
  std::string nested;
  for (int i = 0; i < 10'000; ++i) nested += "$(";
  EXPECT_TRUE(SplitCommandLine(nested).unparsable);
  EXPECT_TRUE(SplitCommandLine(std::string(100'000, '(')).unparsable);
  std::string parameters;
  for (int i = 0; i < 10'000; ++i) parameters += "\"${a:-";
  EXPECT_TRUE(SplitCommandLine(parameters).unparsable);
  std::string many;
  for (size_t i = 0; i <= limits::kCommandParts; ++i) many += "a;";
  EXPECT_TRUE(SplitCommandLine(many).unparsable);
  std::string braces = "echo ";
  for (int i = 0; i < 40; ++i) braces += "{a,b}";
  EXPECT_TRUE(SplitCommandLine(braces).unparsable);
  EXPECT_TRUE(SplitCommandLine("echo {1..1000}{1..1000}").unparsable);
  std::string moves;
  for (size_t i = 0; i <= limits::kCommandDirectories; ++i)
    moves += "cd " + std::to_string(i) + ";";
  EXPECT_TRUE(SplitCommandLine(moves).unparsable);
  std::string evals;
  for (int i = 0; i < 200; ++i) evals += "eval ";
  EXPECT_TRUE(SplitCommandLine(evals + "rm").unparsable);
}

TEST(CommandLineTest, SeesForkBombsOfAnyName) {
  for (const char* command :
       {":(){:|:&};:", ":(){ :|:& };:", ": () { : | : & } ; :", "bomb() { bomb | bomb & }; bomb",
        "f(){ f & f; }; f", "function b { b|b& }; b", "sh -c ':(){ :|:& };:'"}) {
    EXPECT_TRUE(SplitCommandLine(command).fork_bomb) << command;
  }
  EXPECT_FALSE(SplitCommandLine("f() { g; f; }; f").fork_bomb);
  EXPECT_FALSE(SplitCommandLine("f() { a | b & }; f").fork_bomb);
}

TEST(CommandLineTest, ReportsRedirections) {
  const CommandLine line = SplitCommandLine("a <in >out 2>>err 2>&1 >&both <>two >|force >&-");
  ASSERT_EQ(line.commands.size(), 1u);
  std::vector<std::string> reads;
  std::vector<std::string> writes;
  for (const Redirection& each : line.commands[0].redirections) {
    if (each.reads) reads.push_back(each.target.text);
    if (each.writes) writes.push_back(each.target.text);
  }
  EXPECT_THAT(reads, ElementsAre("in", "two"));
  EXPECT_THAT(writes, ElementsAre("out", "err", "both", "two", "force"));
}

TEST(CommandLineTest, NoticesHijackingAssignments) {
  EXPECT_TRUE(SplitCommandLine("LD_PRELOAD=x git status").commands[0].hijacks);
  EXPECT_TRUE(SplitCommandLine("env PATH=/x git status").commands[1].hijacks);
  EXPECT_TRUE(SplitCommandLine("PATH=/x; git status").commands[1].hijacks);
  EXPECT_FALSE(SplitCommandLine("LANG=C git status").commands[0].hijacks);
}

}  // namespace
}  // namespace nacre
