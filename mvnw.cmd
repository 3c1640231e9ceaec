<# : batch portion
@REM ----------------------------------------------------------------------------
@REM Licensed to the Apache Software Foundation (ASF) under one
@REM or more contributor license agreements.  See the NOTICE file
@REM distributed with this work for additional information
@REM regarding copyright ownership.  The ASF licenses this file
@REM to you under the Apache License, Version 2.0 (the
@REM "License"); you may not use this file except in compliance
@REM with the License.  You may obtain a copy of the License at
@REM
@REM    http://www.apache.org/licenses/LICENSE-2.0
@REM
@REM Unless required by applicable law or agreed to in writing,
@REM software distributed under the License is distributed on an
@REM "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY
@REM KIND, either express or implied.  See the License for the
@REM specific language governing permissions and limitations
@REM under the License.
@REM ----------------------------------------------------------------------------

@REM ----------------------------------------------------------------------------
@REM Apache Maven Wrapper startup script, based on version 3.3.4 (only-script)
@REM
@REM Changes to the original: where the distribution cannot be downloaded, an installed mvn resolves it; its checksum
@REM is required; mvnd and snapshots are not supported.
@REM
@REM Optional environment variables
@REM   MAVEN_USER_HOME               - where to install Maven (wrapper/dists below it); ~/.m2 by default
@REM   MVNW_REPOURL                  - base URL of a Maven repository to download from, instead of distributionUrl
@REM   MVNW_USERNAME, MVNW_PASSWORD  - user and password for the download
@REM   MVNW_VERBOSE                  - true: print what is done
@REM ----------------------------------------------------------------------------

@SET __MVNW_CMD__=
@SET __MVNW_PSMODULEP_SAVE=%PSModulePath%
@SET PSModulePath=
@FOR /F "usebackq tokens=1* delims==" %%A IN (`powershell -noprofile "& {$scriptDir='%~dp0'; icm -ScriptBlock ([Scriptblock]::Create((Get-Content -Raw '%~f0'))) -NoNewScope}"`) DO @(
  IF "%%A"=="MVN_CMD" (set __MVNW_CMD__=%%B) ELSE IF "%%B"=="" (echo %%A) ELSE (echo %%A=%%B)
)
@SET PSModulePath=%__MVNW_PSMODULEP_SAVE%
@SET __MVNW_PSMODULEP_SAVE=
@SET MVNW_USERNAME=
@SET MVNW_PASSWORD=
@IF NOT "%__MVNW_CMD__%"=="" ("%__MVNW_CMD__%" %*)
@echo Cannot start maven from wrapper >&2 && exit /b 1
@GOTO :EOF
: end batch / begin powershell #>

$ErrorActionPreference = "Stop"
if ($env:MVNW_VERBOSE -eq "true") {
  $VerbosePreference = "Continue"
}

$propertiesFile = "$scriptDir/.mvn/wrapper/maven-wrapper.properties"
$properties = Get-Content -Raw $propertiesFile | ConvertFrom-StringData
$distributionUrl = $properties.distributionUrl
$distributionSha256Sum = $properties.distributionSha256Sum
if (!$distributionSha256Sum) {
  Write-Error "cannot read distributionSha256Sum in $propertiesFile"
}
$archiveName = $distributionUrl -replace '^.*/',''
if ($archiveName -notmatch '^apache-maven-(.+)-bin\.zip$') {
  Write-Error "distributionUrl must end with apache-maven-<version>-bin.zip, but is '$distributionUrl' in $propertiesFile"
}
$version = $Matches[1]

# ~/.m2/wrapper/dists/apache-maven-<version>/<hash>
$MAVEN_M2_PATH = "$HOME/.m2"
if ($env:MAVEN_USER_HOME) {
  $MAVEN_M2_PATH = "$env:MAVEN_USER_HOME"
}

if (-not (Test-Path -Path $MAVEN_M2_PATH)) {
  New-Item -Path $MAVEN_M2_PATH -ItemType Directory | Out-Null
}

$MAVEN_WRAPPER_DISTS = $null
if ((Get-Item $MAVEN_M2_PATH).Target[0] -eq $null) {
  $MAVEN_WRAPPER_DISTS = "$MAVEN_M2_PATH/wrapper/dists"
} else {
  $MAVEN_WRAPPER_DISTS = (Get-Item $MAVEN_M2_PATH).Target[0] + "/wrapper/dists"
}

$MAVEN_HOME_PARENT = "$MAVEN_WRAPPER_DISTS/apache-maven-$version"
$MAVEN_HOME_NAME = ([System.Security.Cryptography.SHA256]::Create().ComputeHash([byte[]][char[]]$distributionUrl) | ForEach-Object {$_.ToString("x2")}) -join ''
$MAVEN_HOME = "$MAVEN_HOME_PARENT/$MAVEN_HOME_NAME"

if (Test-Path -Path "$MAVEN_HOME" -PathType Container) {
  Write-Verbose "Found Maven in $MAVEN_HOME"
  Write-Output "MVN_CMD=$MAVEN_HOME/bin/mvn.cmd"
  exit $?
}

# prepare tmp dir
$TMP_DOWNLOAD_DIR_HOLDER = New-TemporaryFile
$TMP_DOWNLOAD_DIR = New-Item -Itemtype Directory -Path "$TMP_DOWNLOAD_DIR_HOLDER.dir"
$TMP_DOWNLOAD_DIR_HOLDER.Delete() | Out-Null
trap {
  if ($TMP_DOWNLOAD_DIR.Exists) {
    try { Remove-Item $TMP_DOWNLOAD_DIR -Recurse -Force | Out-Null }
    catch { Write-Warning "Cannot remove $TMP_DOWNLOAD_DIR" }
  }
}

New-Item -Itemtype Directory -Path "$MAVEN_HOME_PARENT" -Force | Out-Null
$archive = "$TMP_DOWNLOAD_DIR/$archiveName"

function Get-Distribution([string] $url) {
  Write-Verbose "Downloading $url"
  [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
  $request = [Net.WebRequest]::Create($url)
  $request.Timeout = 30000
  if ($env:MVNW_USERNAME -and $env:MVNW_PASSWORD) {
    $request.Credentials = New-Object System.Net.NetworkCredential($env:MVNW_USERNAME, $env:MVNW_PASSWORD)
  }
  $response = $request.GetResponse()
  try {
    $file = [IO.File]::Create($archive)
    try { $response.GetResponseStream().CopyTo($file) } finally { $file.Close() }
  } finally {
    $response.Close()
  }
}

# Resolve the archive with the installed mvn. It runs in a directory of its own, closed off by an empty .mvn, so that no
# project's jvm.config, maven.config or pom.xml has a say; its output must not mix with that of the build.
function Resolve-Distribution([string] $mvn) {
  Remove-Item $archive -Force -ErrorAction SilentlyContinue
  New-Item -Itemtype Directory -Path "$TMP_DOWNLOAD_DIR/.mvn" | Out-Null
  $env:MAVEN_BASEDIR = $null
  Push-Location "$TMP_DOWNLOAD_DIR"
  try {
    & $mvn -q -B "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy" `
      "-Dartifact=org.apache.maven:apache-maven:${version}:zip:bin" "-DoutputDirectory=." |
      ForEach-Object { [Console]::Error.WriteLine($_) }
  } finally {
    Pop-Location
  }
  if (($LASTEXITCODE -ne 0) -or !(Test-Path -Path $archive -PathType Leaf)) {
    Write-Error ("$mvn cannot resolve org.apache.maven:apache-maven:${version}:zip:bin. " +
      "Check the network, the proxy, and the repositories and mirrors in your Maven settings.")
  }
}

$url = $distributionUrl
if ($env:MVNW_REPOURL) {
  $url = "$($env:MVNW_REPOURL.TrimEnd('/'))/org/apache/maven/apache-maven/$version/$archiveName"
}
$origin = $url
try {
  Get-Distribution $url
} catch {
  $reason = $_.Exception.Message
  $mvn = Get-Command -Name @("mvn.cmd", "mvn.exe") -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if (!$mvn) {
    Write-Error ("cannot download $url ($reason), and no mvn is installed to resolve Maven $version instead. " +
      "Check the network and the proxy, set MVNW_REPOURL to the base URL of a Maven repository, or install any mvn.")
  }
  $origin = "the installed $($mvn.Path)"
  [Console]::Error.WriteLine("mvnw: cannot download $url ($reason), resolving Maven $version with $origin")
  Resolve-Distribution $mvn.Path
}

Import-Module "$PSHOME\Modules\Microsoft.PowerShell.Utility" -Function Get-FileHash
$actualSha256Sum = (Get-FileHash $archive -Algorithm SHA256).Hash.ToLower()
if ($actualSha256Sum -ne $distributionSha256Sum) {
  Write-Error ("WRONG CHECKSUM: $archiveName from $origin might be compromised. Nothing has been installed. " +
    "Expected SHA-256 $distributionSha256Sum but got $actualSha256Sum. " +
    "If you changed distributionUrl, change distributionSha256Sum in $propertiesFile as well.")
}

# unzip and move
Expand-Archive $archive -DestinationPath "$TMP_DOWNLOAD_DIR" | Out-Null
Rename-Item -Path "$TMP_DOWNLOAD_DIR/apache-maven-$version" -NewName $MAVEN_HOME_NAME | Out-Null
try {
  Move-Item -Path "$TMP_DOWNLOAD_DIR/$MAVEN_HOME_NAME" -Destination $MAVEN_HOME_PARENT | Out-Null
} catch {
  if (! (Test-Path -Path "$MAVEN_HOME" -PathType Container)) {
    Write-Error "fail to move MAVEN_HOME"
  }
} finally {
  try { Remove-Item $TMP_DOWNLOAD_DIR -Recurse -Force | Out-Null }
  catch { Write-Warning "Cannot remove $TMP_DOWNLOAD_DIR" }
}

Write-Output "MVN_CMD=$MAVEN_HOME/bin/mvn.cmd"
