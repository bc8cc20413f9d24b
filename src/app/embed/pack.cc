// SPDX-License-Identifier: Apache-2.0
// Build tool: packs a folder into one file that the program carries within it.
// Usage: pack_files OUTPUT FOLDER. For each file, in byte order of the paths:
// path, newline, decimal size, newline, content.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: pack_files OUTPUT FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[2];
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::ofstream out(argv[1], std::ios::binary);
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    out << file.lexically_relative(folder).generic_string() << '\n'
        << text.size() << '\n'
        << text;
  }
  out.close();
  return out ? 0 : 1;
}
