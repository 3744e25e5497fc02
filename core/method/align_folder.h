// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/profile.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace mambascope {

/// A calibration as GATECH-EIC/LongMamba keeps it (load_align_target.py writes it, mamba_ssm/modules/mamba2.py reads
/// it): FOLDER/{tA_prod,decay,A,alpha,delta_t-thre}/SAME_layer_I.pt, files of torch.save; of the first three a tensor
/// [heads], of the others a dict "1k", "2k" .. of such tensors. What the folder does not say is taken to be as in the
/// repository: Mamba-2, and n = the largest length without a threshold, 2,000 if there is none. A file mambascope.json
/// beside them, which the repository does not look at, says it for folders that writeAlignFolder() made.

/// Whether it looks like one: has a folder tA_prod and one delta_t-thre.
bool isAlignFolder(const std::filesystem::path& folder);
/// \throws Error naming the file and what is missing or inconsistent.
std::shared_ptr<const Profile> readAlignFolder(const std::filesystem::path& folder);
/// The profile of an align folder that does not say n, with this n in place of the guess. \throws Error (subject:
/// `path`) for a profile that says it itself, and for an n below 1
std::shared_ptr<const Profile> withTrainingLength(const std::shared_ptr<const Profile>& profile,
                                                  const std::filesystem::path& path, std::int64_t length);
/// Makes the folder. \throws Error when the profile has lengths that are no multiples of 1,000, or lacks the parts that
/// only the ablations need, or a file cannot be written.
void writeAlignFolder(const std::filesystem::path& folder, const Profile& profile);

} // namespace mambascope
